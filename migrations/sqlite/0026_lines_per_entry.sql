-- Only PostgreSQL plans by counts that it keeps: see its file of this name.
SELECT 1;
