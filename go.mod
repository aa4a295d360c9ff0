module github.com/tsutsumi-dev/tsutsumi

go 1.26.0
