package insider

// Config sets from what on something is told. Zero means the default; the reasons stand in About.
type Config struct {
	Persons  int64 // read from strange tables in a day, weighed (200)
	History  int   // active days before an account's tables are known (5)
	Rows     int64 // of credentials at a time that no login needs (20)
	Clones   int   // repositories in a day (10)
	Changed  int   // accounts that changed where money goes, or drew it, from one origin after credentials were read (3)
	Entered  int   // accounts that came in from one origin after credentials were read (10)
	Memory   int   // days for which who read credentials is remembered (30)
	Unlisted int64 // how many rows of an unknown store weigh as much as a person (5)
}

func (c Config) filled() Config {
	for _, f := range []struct {
		to *int64
		or int64
	}{{&c.Persons, 200}, {&c.Rows, 20}, {&c.Unlisted, 5}} {
		if *f.to <= 0 {
			*f.to = f.or
		}
	}
	for _, f := range []struct {
		to *int
		or int
	}{{&c.History, 5}, {&c.Clones, 10}, {&c.Changed, 3}, {&c.Entered, 10}, {&c.Memory, 30}} {
		if *f.to <= 0 {
			*f.to = f.or
		}
	}
	return c
}
