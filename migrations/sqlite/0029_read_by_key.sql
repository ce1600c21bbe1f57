-- Income that was refused is told with the order that gives it back, and money that waits with the receipts of a person's own account:
-- without these, SQLite read every order and every receipt for each question.
CREATE INDEX payment_order_by_split ON payment_order (split) WHERE split IS NOT NULL;
CREATE INDEX receipt_by_bank_account ON receipt (bank_account, received_on);
