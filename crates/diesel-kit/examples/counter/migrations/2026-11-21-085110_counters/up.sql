CREATE OR REPLACE FUNCTION touch_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW IS DISTINCT FROM OLD AND NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN
        NEW.updated_at := now();
    END IF;
    RETURN NEW;
END
$$;

CREATE TABLE counters (
    name       text NOT NULL,
    value      bigint NOT NULL DEFAULT 1,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT counters_pkey PRIMARY KEY (name),
    CONSTRAINT counters_value_check CHECK (value >= 0)
);

CREATE TRIGGER counters_touch_updated_at BEFORE UPDATE ON counters
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

COMMENT ON TABLE counters IS 'A number that only grows.';
