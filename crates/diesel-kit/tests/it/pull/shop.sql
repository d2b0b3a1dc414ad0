-- Several schemas with tables and enums of the same names, money, and defaults by functions.
CREATE EXTENSION citext;
CREATE SCHEMA sales;
CREATE SCHEMA stock;
COMMENT ON SCHEMA sales IS 'What is sold.';
CREATE TYPE sales.state AS ENUM ('open', 'paid', 'time_left');
CREATE TYPE stock.state AS ENUM ('full', 'empty');
CREATE SEQUENCE sales.order_numbers AS integer START 5000 INCREMENT BY 5 MAXVALUE 1000000 CYCLE;
COMMENT ON SEQUENCE sales.order_numbers IS 'Printed on bills.';
CREATE FUNCTION sales.sku(kind text) RETURNS varchar LANGUAGE plpgsql AS $$ BEGIN RETURN kind || '-' || nextval('sales.order_numbers'); END $$;
CREATE TABLE customers (id serial PRIMARY KEY, email citext NOT NULL UNIQUE, vat numeric(4, 3) NOT NULL DEFAULT 0.19,
    credit money NOT NULL DEFAULT 0, joined date NOT NULL DEFAULT CURRENT_DATE);
CREATE TABLE stock.items (id bigserial PRIMARY KEY, sku varchar(30) NOT NULL DEFAULT sales.sku('i'), state stock.state NOT NULL DEFAULT 'full',
    price numeric(12, 2) NOT NULL CONSTRAINT positive_price CHECK (price > 0), weight real, size double precision[],
    gross numeric(14, 2) GENERATED ALWAYS AS (round(price * 1.19, 2)) STORED);
CREATE TABLE sales.orders (
    number integer PRIMARY KEY DEFAULT nextval('sales.order_numbers'),
    customer_id integer NOT NULL REFERENCES customers,
    state sales.state NOT NULL DEFAULT 'open',
    placed_at timestamp(0) with time zone NOT NULL DEFAULT now(),
    note text DEFAULT '',
    ttl interval NOT NULL DEFAULT '30 days'
);
CREATE TABLE sales.items (
    order_number integer NOT NULL REFERENCES sales.orders ON DELETE CASCADE,
    item_id bigint NOT NULL REFERENCES stock.items,
    quantity integer NOT NULL DEFAULT 1 CHECK (quantity > 0),
    PRIMARY KEY (order_number, item_id)
) WITH (fillfactor = 80);
CREATE INDEX items_item_idx ON sales.items USING hash (item_id);
CREATE MATERIALIZED VIEW sales.turnover AS
    SELECT date_trunc('month', o.placed_at) AS month, sum(i.quantity * s.price) AS total
    FROM sales.orders o JOIN sales.items i ON i.order_number = o.number JOIN stock.items s ON s.id = i.item_id
    GROUP BY 1 WITH NO DATA;
CREATE UNIQUE INDEX turnover_month_idx ON sales.turnover (month);
COMMENT ON MATERIALIZED VIEW sales.turnover IS 'By month.';
