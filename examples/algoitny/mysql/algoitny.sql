-- AlgoItny's database as it was before the move: MySQL 8 or MariaDB 10. Everything in it is made up.
SET NAMES utf8mb4;

CREATE TABLE users (
  id BIGINT PRIMARY KEY,
  email VARCHAR(254) NOT NULL UNIQUE,
  name VARCHAR(255) NOT NULL,
  subscription_plan_id INT NULL,
  is_active TINYINT(1) NOT NULL,
  is_staff TINYINT(1) NOT NULL,
  created_at DATETIME(6) NOT NULL
) CHARACTER SET utf8mb4;

CREATE TABLE problems (
  id BIGINT PRIMARY KEY,
  platform VARCHAR(50) NOT NULL,
  problem_number VARCHAR(50) NOT NULL,
  title VARCHAR(255) NOT NULL,
  problem_url VARCHAR(500) NULL,
  tags JSON NOT NULL,
  solution_code LONGTEXT NULL,
  language VARCHAR(50) NOT NULL,
  is_completed TINYINT(1) NOT NULL,
  -- [{"input": "…", "output": "…"}, …]
  test_cases JSON NOT NULL,
  created_at DATETIME(6) NOT NULL,
  UNIQUE (platform, problem_number)
) CHARACTER SET utf8mb4;

CREATE TABLE search_history (
  id BIGINT PRIMARY KEY,
  user_id BIGINT NULL,
  problem_id BIGINT NOT NULL,
  function_code LONGTEXT NOT NULL,
  passed_count INT NOT NULL,
  failed_count INT NOT NULL,
  is_code_public TINYINT(1) NOT NULL,
  result_summary JSON NULL,
  created_at DATETIME(6) NOT NULL
) CHARACTER SET utf8mb4;

CREATE TABLE usage_logs (
  id BIGINT PRIMARY KEY,
  user_id BIGINT NULL,
  action VARCHAR(20) NOT NULL,
  problem_id BIGINT NULL,
  metadata JSON NOT NULL,
  created_at DATETIME(6) NOT NULL
) CHARACTER SET utf8mb4;

-- 0 to 999, which the rows below are counted by.
CREATE TEMPORARY TABLE digits (n INT PRIMARY KEY);
INSERT INTO digits VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9);
CREATE TEMPORARY TABLE tens AS SELECT n FROM digits;
CREATE TEMPORARY TABLE hundreds AS SELECT n FROM digits;
CREATE TEMPORARY TABLE numbers AS
  SELECT digits.n + 10 * tens.n + 100 * hundreds.n AS n FROM digits, tens, hundreds;

INSERT INTO users
SELECT 12345 + n, CONCAT('user', n, '@Example.com'), ELT(1 + n % 4, 'Ada', 'Łukasz', '서연', 'Zoë 🦉'),
  IF(n % 3 = 0, NULL, 1 + n % 3), n % 20 <> 7, n % 50 = 0,
  TIMESTAMP '2025-01-01 08:00:00.000001' + INTERVAL n * 7919 MINUTE
FROM numbers WHERE n < 200;

INSERT INTO problems
SELECT 1 + n, ELT(1 + n % 2, 'baekjoon', 'codeforces'), IF(n % 2, CONCAT(1500 + n, 'A'), CONCAT(1000 + n)),
  CONCAT('Sum of ', n, ' numbers'), NULL, JSON_ARRAY('math', ELT(1 + n % 3, 'dp', 'greedy', 'graph')),
  CONCAT('def solve(values):\n    return sum(values)  # ', n), 'python', n % 5 <> 0,
  IF(n % 3,
    JSON_ARRAY(JSON_OBJECT('input', CONCAT(n, ' 1\n'), 'output', CONCAT(n + 1)),
      JSON_OBJECT('input', CONCAT(n, ' ', n, '\n'), 'output', CONCAT(2 * n)),
      JSON_OBJECT('input', '9007199254740993 0\n', 'output', '9007199254740993')),
    JSON_ARRAY(JSON_OBJECT('input', '0 0\n', 'output', '0'))),
  TIMESTAMP '2025-02-01 00:00:00' + INTERVAL n HOUR
FROM numbers WHERE n < 60;

INSERT INTO search_history
SELECT 5000 + n, IF(n % 10 = 9, NULL, 12345 + n % 200), 1 + n % 60, CONCAT('print(', n, ')'), n % 7, n % 3, n % 4 = 0,
  IF(n % 2, JSON_OBJECT('memoryMb', n / 8, 'slowest', JSON_OBJECT('case', n % 3, 'ms', n * 1.5)), NULL),
  TIMESTAMP '2025-06-01 12:00:00' + INTERVAL n * 37 MINUTE
FROM numbers WHERE n < 600;

-- Of the last week, so that none of it has expired; some are of visitors who have not signed in.
INSERT INTO usage_logs
SELECT 1 + n, IF(n % 25 = 24, NULL, 12345 + n % 200), ELT(1 + n % 2, 'hint', 'execution'), IF(n % 2, 1 + n % 60, NULL),
  JSON_OBJECT('history_id', 5000 + n % 600), TIMESTAMP(UTC_DATE()) - INTERVAL n * 10 MINUTE
FROM numbers;
