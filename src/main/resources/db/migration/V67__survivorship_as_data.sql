-- How one value of an attribute is chosen among a customer's profiles becomes a definition, and stewards can pin one.

CREATE TABLE survivorship_policy (
    version      integer PRIMARY KEY,
    rules        jsonb       NOT NULL,
    published_at timestamptz NOT NULL,
    published_by text        NOT NULL
);
COMMENT ON TABLE survivorship_policy IS 'reference: which value of an attribute survives among profiles; the highest version is in force, and before the first one verified, trust rank and latest decide';
COMMENT ON COLUMN survivorship_policy.rules IS '{"otherwise": [rule…], "attributes": {name: [rule…]}}; the first rule that tells two values apart decides';

CREATE TABLE attribute_pin (
    customer_id uuid        NOT NULL REFERENCES customer,
    pin_id      uuid        NOT NULL,
    profile_id  uuid,
    name        text        NOT NULL,
    value       jsonb       NOT NULL,
    reason      text        NOT NULL,
    pinned_by   text        NOT NULL,
    pinned_at   timestamptz NOT NULL,
    lifted_at   timestamptz,
    lifted_by   text,
    PRIMARY KEY (customer_id, pin_id)
);
COMMENT ON TABLE attribute_pin IS 'distributed by customer_id: a value that a steward chose, over every rule, until it is lifted; never moved by a merge, so that an unmerge gives each customer back its own';
COMMENT ON COLUMN attribute_pin.customer_id IS 'who was asked for when it was pinned; it holds for the customer that this one was merged into';
COMMENT ON COLUMN attribute_pin.profile_id IS 'the profile whose value was chosen: the pin goes where the profile goes; null for a value that the steward typed';
CREATE INDEX attribute_pin_id ON attribute_pin (pin_id);
CREATE INDEX attribute_pin_profile ON attribute_pin (profile_id) WHERE profile_id IS NOT NULL AND lifted_at IS NULL;

ALTER TABLE customer_attribute ADD COLUMN position integer NOT NULL DEFAULT 0;
ALTER TABLE customer_attribute DROP CONSTRAINT customer_attribute_pkey;
ALTER TABLE customer_attribute ADD PRIMARY KEY (customer_id, name, position);
ALTER TABLE customer_attribute ALTER COLUMN profile_id DROP NOT NULL;
ALTER TABLE customer_attribute ALTER COLUMN source_id DROP NOT NULL;
COMMENT ON COLUMN customer_attribute.position IS '0 for the value that survived; 1, 2, … for further values of an attribute whose rule keeps all';
COMMENT ON COLUMN customer_attribute.profile_id IS 'whose value it is; null for one that a steward typed';
COMMENT ON COLUMN customer_attribute.rule IS 'what decided: a rule of the policy, PIN, ONLY_VALUE, KEEP_ALL or TIE; rows older than this column''s meaning say VERIFIED_THEN_TRUST_THEN_LATEST';
