-- Entries that come in one statement are asked together on PostgreSQL. SQLite knows no trigger of a whole statement: it asks each
-- entry in one pass (0010).

-- As in 0007, each sum written once where it is needed: what stands twice in a view is summed twice.
DROP VIEW rent_due;
CREATE VIEW rent_due AS
    SELECT t.rent, t.month, t.person, t.due_on, t.payable, t.paid, t.derogated, max(t.payable - t.paid - t.derogated, 0) AS unpaid
    FROM (
        SELECT c.rent, c.month, c.person, c.due_on, c.payable,
            CAST((SELECT COALESCE(SUM(o.cents), 0) FROM payment_order o
                WHERE o.rent = c.rent AND o.month = c.month AND o.state IN ('approved', 'sealed', 'settled')) AS BIGINT) AS paid,
            CAST((SELECT COALESCE(SUM(d.cents), 0) FROM derogation d
                WHERE d.rent = c.rent AND d.month = c.month AND d.approved_by IS NOT NULL) AS BIGINT) AS derogated
        FROM rent_term_current c) t;

-- What two pots paid by equal parts is given back to both, not twice to one of them. After the questions of 0010.
CREATE TRIGGER entry_gives_back_each_part AFTER INSERT ON entry WHEN NEW.movement IN ('order_rejected', 'order_returned')
BEGIN
    SELECT RAISE(ABORT, 'quitus: order_funding_mismatch') FROM order_funding f WHERE f.payment_order = NEW.source AND NOT EXISTS (
        SELECT 1 FROM line l JOIN account a ON a.id = l.account WHERE l.entry = NEW.seq AND a.pot = f.pot AND l.cents = -f.cents);
END;
