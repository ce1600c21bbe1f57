-- SQLite finds a receipt by its line already: see the file of this name for PostgreSQL.
SELECT 1;
