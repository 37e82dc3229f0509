/** A schema of 22 tables with foreign keys, in SQL that MariaDB, PostgreSQL and SQLite take, and its rows. */
const columns: readonly (readonly [table: string, definition: string])[] = [
  [
    "country",
    "id INTEGER NOT NULL PRIMARY KEY, code VARCHAR(2) NOT NULL, name VARCHAR(60) NOT NULL, UNIQUE (code)",
  ],
  [
    "city",
    "id INTEGER NOT NULL PRIMARY KEY, country_id INTEGER NOT NULL, name VARCHAR(60), FOREIGN KEY (country_id) REFERENCES country (id)",
  ],
  [
    "address",
    "id INTEGER NOT NULL PRIMARY KEY, city_id INTEGER NOT NULL, line VARCHAR(80), postal_code VARCHAR(10), FOREIGN KEY (city_id) REFERENCES city (id)",
  ],
  [
    "store",
    "id INTEGER NOT NULL PRIMARY KEY, address_id INTEGER NOT NULL, FOREIGN KEY (address_id) REFERENCES address (id)",
  ],
  [
    "staff",
    "id INTEGER NOT NULL PRIMARY KEY, store_id INTEGER NOT NULL, manager_id INTEGER, name VARCHAR(60), FOREIGN KEY (store_id) REFERENCES store (id), FOREIGN KEY (manager_id) REFERENCES staff (id)",
  ],
  [
    "customer",
    "id INTEGER NOT NULL PRIMARY KEY, store_id INTEGER NOT NULL, address_id INTEGER, email VARCHAR(80), active BOOLEAN, UNIQUE (email), FOREIGN KEY (store_id) REFERENCES store (id), FOREIGN KEY (address_id) REFERENCES address (id)",
  ],
  [
    "customer_card",
    "customer_id INTEGER NOT NULL PRIMARY KEY, number VARCHAR(30) NOT NULL, FOREIGN KEY (customer_id) REFERENCES customer (id)",
  ],
  [
    "session",
    "token VARCHAR(40) NOT NULL PRIMARY KEY, customer_id INTEGER NOT NULL, expires_at TIMESTAMP NULL, FOREIGN KEY (customer_id) REFERENCES customer (id)",
  ],
  ["language", "id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(20) NOT NULL"],
  [
    "film",
    "id INTEGER NOT NULL PRIMARY KEY, title VARCHAR(80) NOT NULL, language_id INTEGER NOT NULL, original_language_id INTEGER, price DECIMAL(10,2), about TEXT, FOREIGN KEY (language_id) REFERENCES language (id), FOREIGN KEY (original_language_id) REFERENCES language (id)",
  ],
  ["actor", "id INTEGER NOT NULL PRIMARY KEY, first_name VARCHAR(40), last_name VARCHAR(40)"],
  [
    "film_actor",
    "film_id INTEGER NOT NULL, actor_id INTEGER NOT NULL, PRIMARY KEY (film_id, actor_id), FOREIGN KEY (film_id) REFERENCES film (id), FOREIGN KEY (actor_id) REFERENCES actor (id)",
  ],
  [
    "category",
    "id INTEGER NOT NULL PRIMARY KEY, parent_id INTEGER, name VARCHAR(40), FOREIGN KEY (parent_id) REFERENCES category (id)",
  ],
  [
    "film_category",
    "film_id INTEGER NOT NULL, category_id INTEGER NOT NULL, PRIMARY KEY (film_id, category_id), FOREIGN KEY (film_id) REFERENCES film (id), FOREIGN KEY (category_id) REFERENCES category (id)",
  ],
  [
    "film_text",
    "film_id INTEGER NOT NULL, language_id INTEGER NOT NULL, version INTEGER NOT NULL, body TEXT, PRIMARY KEY (film_id, language_id, version), FOREIGN KEY (film_id) REFERENCES film (id), FOREIGN KEY (language_id) REFERENCES language (id)",
  ],
  [
    "inventory",
    "id INTEGER NOT NULL PRIMARY KEY, film_id INTEGER NOT NULL, store_id INTEGER NOT NULL, FOREIGN KEY (film_id) REFERENCES film (id), FOREIGN KEY (store_id) REFERENCES store (id)",
  ],
  [
    "rental",
    "id INTEGER NOT NULL PRIMARY KEY, inventory_id INTEGER NOT NULL, customer_id INTEGER NOT NULL, staff_id INTEGER, rented_at TIMESTAMP NULL, FOREIGN KEY (inventory_id) REFERENCES inventory (id), FOREIGN KEY (customer_id) REFERENCES customer (id), FOREIGN KEY (staff_id) REFERENCES staff (id)",
  ],
  [
    "payment",
    "id INTEGER NOT NULL PRIMARY KEY, rental_id INTEGER NOT NULL, amount DECIMAL(8,2) NOT NULL, FOREIGN KEY (rental_id) REFERENCES rental (id)",
  ],
  [
    "review",
    "film_id INTEGER NOT NULL, actor_id INTEGER NOT NULL, number INTEGER NOT NULL, stars INTEGER, PRIMARY KEY (film_id, actor_id, number), FOREIGN KEY (film_id, actor_id) REFERENCES film_actor (film_id, actor_id)",
  ],
  ["tag", "name VARCHAR(30) NOT NULL PRIMARY KEY"],
  [
    "film_tag",
    "film_id INTEGER NOT NULL, tag VARCHAR(30) NOT NULL, PRIMARY KEY (film_id, tag), FOREIGN KEY (film_id) REFERENCES film (id), FOREIGN KEY (tag) REFERENCES tag (name)",
  ],
  ["setting", "name VARCHAR(30) NOT NULL, value VARCHAR(60), UNIQUE (name)"],
];

const rows: Readonly<Record<string, readonly string[]>> = {
  country: ["1, 'DE', 'Germany'", "2, 'KR', 'Korea'"],
  city: ["1, 1, 'Kiel'", "2, 2, NULL"],
  address: ["1, 1, 'Hafen 1', '24103'", "2, 2, NULL, NULL"],
  store: ["1, 1", "2, 2"],
  staff: ["1, 1, NULL, 'Ada'", "2, 1, 1, 'Bob'"],
  customer: ["1, 1, 1, 'a@example.com', TRUE", "2, 1, NULL, NULL, FALSE"],
  customer_card: ["1, '4111 1111'"],
  session: ["'t-1', 1, '2025-11-20 12:00:00'", "'t-2', 1, NULL"],
  language: ["1, 'German'", "2, 'Korean'"],
  film: ["1, 'Alpha', 1, 2, 12.50, 'text'", "2, 'Beta', 2, NULL, NULL, NULL"],
  actor: ["1, 'Mia', 'Kim'", "2, NULL, 'Lee'"],
  film_actor: ["1, 1", "1, 2", "2, 1"],
  category: ["1, NULL, 'all'", "2, 1, 'drama'"],
  film_category: ["1, 2", "2, 2"],
  film_text: ["1, 1, 1, 'a'", "1, 1, 2, 'b'", "1, 2, 1, NULL"],
  inventory: ["1, 1, 1", "2, 1, 2", "3, 2, 1"],
  rental: ["1, 1, 1, 1, '2025-11-20 12:00:00'", "2, 3, 2, NULL, NULL"],
  payment: ["1, 1, 3.99", "2, 1, 0.50"],
  review: ["1, 1, 1, 5", "1, 1, 2, 4", "2, 1, 1, NULL"],
  tag: ["'new'", "'old'"],
  film_tag: ["1, 'new'", "2, 'old'"],
  setting: ["'theme', 'dark'", "'lang', NULL"],
};

/** Statements that make the tables with their rows. */
export const rentalSchema: readonly string[] = columns.flatMap(([table, definition]) => [
  `CREATE TABLE ${table} (${definition})`,
  ...(rows[table] ?? []).map((row) => `INSERT INTO ${table} VALUES (${row})`),
]);

/** Rows of all tables together. */
export const rentalRows = Object.values(rows).reduce((sum, list) => sum + list.length, 0);
