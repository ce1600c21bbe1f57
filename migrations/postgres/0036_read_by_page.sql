-- What every dashboard asks: the refused parts, a few among all, and the rents that are due.
CREATE INDEX receipt_split_refused ON receipt_split (receipt) WHERE kind = 'refused';
CREATE INDEX rent_term_by_day ON rent_term (due_on);
