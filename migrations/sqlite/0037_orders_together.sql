-- PostgreSQL asks about the orders and the splits of one statement together. SQLite asks each as it comes, which costs it nothing more.

-- The bank's answer about the payments of one account in a file of many accounts: found by both, it read the whole file for each account.
DROP INDEX payment_order_by_batch;
CREATE INDEX payment_order_by_batch ON payment_order (batch, bank_account);

-- The file and the bank lines of an order are not taken from it: compared with nothing, 0006 let them go with a change of state.
CREATE TRIGGER payment_order_keeps_its_lines BEFORE UPDATE ON payment_order
WHEN (OLD.batch IS NOT NULL AND NEW.batch IS NULL) OR (OLD.settled_line IS NOT NULL AND NEW.settled_line IS NULL)
    OR (OLD.returned_line IS NOT NULL AND NEW.returned_line IS NULL)
BEGIN
    SELECT RAISE(ABORT, 'quitus: order_changed');
END;
