// Package calibrate holds the measure of detectors: a month of an invented organisation, with incidents and without. It has
// tests only.
package calibrate
