ALTER TABLE customer_veto
    ADD COLUMN lifted_by   text,
    ADD COLUMN lift_reason text;
COMMENT ON COLUMN customer_veto.lifted_at IS 'since when rules may merge the two again; null while the veto holds';
CREATE INDEX customer_veto_other ON customer_veto (other_id);
