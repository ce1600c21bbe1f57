-- What an import looks for of an account: its lines since the first day of the new statements, not those of all its years.
CREATE INDEX bank_line_by_day ON bank_line (bank_account, booked_on);
-- What a preparation looks for: the orders of three months, not those of all years.
CREATE INDEX payment_order_by_month ON payment_order (month);
