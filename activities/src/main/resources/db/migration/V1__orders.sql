-- What the activities of an order keep. Each table has one row for each order, with the order's id
-- as its key: that is what makes a repeated attempt harmless. A compensation that finds no row
-- leaves one, so that a step which comes after it finds that it is undone.

CREATE TABLE stock (
  item VARCHAR(64) PRIMARY KEY,
  price_cents BIGINT NOT NULL CHECK (price_cents > 0),
  available INTEGER NOT NULL CHECK (available >= 0)
);

CREATE TABLE reservation (
  order_id VARCHAR(64) PRIMARY KEY,
  total_cents BIGINT NOT NULL,
  undone BOOLEAN NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE reservation_line (
  order_id VARCHAR(64) NOT NULL REFERENCES reservation,
  item VARCHAR(64) NOT NULL REFERENCES stock,
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (order_id, item)
);

CREATE TABLE payment (
  order_id VARCHAR(64) PRIMARY KEY,
  cents BIGINT NOT NULL,
  undone BOOLEAN NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE shipment (
  order_id VARCHAR(64) PRIMARY KEY,
  address VARCHAR(200) NOT NULL,
  country CHAR(2) NOT NULL,
  undone BOOLEAN NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP
);

INSERT INTO stock (item, price_cents, available) VALUES
  ('keyboard', 7900, 100000),
  ('mouse', 2900, 100000),
  ('monitor', 34900, 100000),
  ('laptop', 149900, 100000),
  ('typewriter', 99900, 0);
