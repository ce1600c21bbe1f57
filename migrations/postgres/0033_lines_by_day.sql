-- What an import looks for of an account: its lines since the first day of the new statements, not those of all its years.
CREATE INDEX bank_line_by_day ON bank_line (bank_account, booked_on);
