-- PostgreSQL asks about the orders and the splits of one statement together. SQLite asks each as it comes, which costs it nothing more.
SELECT 1;
