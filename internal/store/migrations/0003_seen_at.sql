-- When a unit was last met: a run sweeps what nobody met since it began, and leaves what another run met meanwhile.

-- +goose Up
ALTER TABLE units ADD COLUMN seen_at BIGINT NOT NULL DEFAULT 0;
