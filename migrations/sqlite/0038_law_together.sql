-- PostgreSQL asks about the entries of one statement together. SQLite asks each as it comes, which costs it nothing more.
SELECT 1;
