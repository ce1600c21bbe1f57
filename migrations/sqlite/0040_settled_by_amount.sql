-- What a credit may give back: the payments of its amount, and the last ones.
CREATE INDEX payment_order_settled_by_amount ON payment_order (bank_account, cents, due_on) WHERE state = 'settled';
CREATE INDEX payment_order_settled_by_day ON payment_order (bank_account, due_on, id, cents) WHERE state = 'settled';
