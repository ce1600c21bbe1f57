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
