-- An import, and how far it is. Position and rows are committed together.
CREATE TABLE import_job (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- The run id of the import's first run.
  import_id VARCHAR(200) NOT NULL UNIQUE,
  workflow_id VARCHAR(1000) NOT NULL,
  file_name VARCHAR(200) NOT NULL,
  bytes_read BIGINT NOT NULL,
  bytes_total BIGINT NOT NULL,
  lines_read BIGINT NOT NULL,
  rows_read BIGINT NOT NULL,
  rows_rejected BIGINT NOT NULL,
  started_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL,
  -- Only an import with a value here is whole.
  finished_at TIMESTAMP WITH TIME ZONE
);

-- No foreign keys: a look-up for each of ten million rows, for what one class alone writes.
CREATE TABLE imported_row (
  job_id BIGINT NOT NULL,
  -- Counted in the file from 1, without the heading and with rejected rows.
  row_no BIGINT NOT NULL,
  -- A JSON object: column name to text.
  fields VARCHAR NOT NULL,
  PRIMARY KEY (job_id, row_no)
);

CREATE TABLE rejected_row (
  job_id BIGINT NOT NULL,
  row_no BIGINT NOT NULL,
  -- Where it begins in the file; the heading is line 1.
  line_no BIGINT NOT NULL,
  reason VARCHAR NOT NULL,
  content VARCHAR NOT NULL,
  PRIMARY KEY (job_id, row_no)
);
