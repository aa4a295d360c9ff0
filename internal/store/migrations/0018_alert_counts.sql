-- Counting alerts by severity, naming their detectors, and finding those not filled yet, without reading their bodies.

-- +goose Up
CREATE INDEX IF NOT EXISTS alerts_count ON alerts (state, severity, detector, principal, source, last_at, first_at);
CREATE INDEX IF NOT EXISTS alerts_detector ON alerts (detector, source);
CREATE INDEX IF NOT EXISTS alerts_people ON alerts (people);
