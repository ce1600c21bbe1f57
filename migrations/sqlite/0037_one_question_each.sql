-- SQLite asks each question when it comes to it: see the file of this name for PostgreSQL.
SELECT 1;
