CREATE TABLE embedded (id bigint PRIMARY KEY);
