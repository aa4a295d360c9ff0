// Package config is where things are: the home with the data, the configuration beside it, the key apart from both; and
// what the owner tells about himself (tsutsumi.yaml).
package config
