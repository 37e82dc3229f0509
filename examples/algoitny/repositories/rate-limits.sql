-- Counters of the rate limiter. Rows of windows that are over can be deleted at any time.
CREATE TABLE IF NOT EXISTS rate_limits (
  user_id VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  action VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  window_start BIGINT NOT NULL,
  requests BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (user_id, action, window_start)
);
