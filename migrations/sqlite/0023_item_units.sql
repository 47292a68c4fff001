-- What is counted of an item of the price list: a box, a day, an hour; null where nobody said.
alter table price_item add column unit_zh text;
alter table price_item add column unit_en text;
