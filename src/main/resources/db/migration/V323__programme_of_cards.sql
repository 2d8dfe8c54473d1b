-- A source can say of which programme the cards are that name none.

ALTER TABLE source ADD COLUMN card_programme text;
COMMENT ON COLUMN source.card_programme IS 'the programme of card numbers that come without one; null where nobody said: then they stand in a namespace of their own';
