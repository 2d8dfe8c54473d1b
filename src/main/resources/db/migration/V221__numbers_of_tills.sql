-- A till's number stands for one allowance, whoever's points it was about.

CREATE TABLE till_number (
    device         text   NOT NULL,
    sequence       bigint NOT NULL,
    reservation_id uuid,
    PRIMARY KEY (device, sequence)
);
COMMENT ON TABLE till_number IS 'distributed by device: the numbers that tills have used for allowances [merge: record; erasure: keep]';
COMMENT ON COLUMN till_number.reservation_id IS 'what holds the points; set in the transaction that takes the number';

INSERT INTO till_number (device, sequence, reservation_id)
SELECT DISTINCT ON (k[1], k[2]::bigint) k[1], k[2]::bigint, (answer ->> 'subject')::uuid
FROM points_command c CROSS JOIN LATERAL regexp_match(c.idempotency_key, '^till-allowance/(.*)/([0-9]{1,18})$') k
WHERE c.idempotency_key LIKE 'till-allowance/%' AND k IS NOT NULL AND answer ->> 'subject' IS NOT NULL
ORDER BY k[1], k[2]::bigint, c.recorded_at;
