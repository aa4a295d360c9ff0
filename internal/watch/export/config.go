package export

// Config sets from what on something is told. Zero means the default; the reasons stand in About.
type Config struct {
	Tables  int   // read as a whole within 15 minutes (5)
	Rows    int64 // of one table taken as a whole (5,000)
	Pages   int   // of a scroll within an hour (15)
	Objects int64 // of a bucket or a site, fetched in a day (300)
	Bytes   int64 // in a day (1 GiB)
	Wipes   int   // tables, indices, buckets deleted within an hour (3)
	Deletes int64 // single objects deleted within an hour (500)
	History int   // days on which it exported, before a hand has a habit (4)
}

func (c Config) filled() Config {
	for _, f := range []struct {
		to *int64
		or int64
	}{{&c.Rows, 5000}, {&c.Objects, 300}, {&c.Bytes, 1 << 30}, {&c.Deletes, 500}} {
		if *f.to <= 0 {
			*f.to = f.or
		}
	}
	for _, f := range []struct {
		to *int
		or int
	}{{&c.Tables, 5}, {&c.Pages, 15}, {&c.Wipes, 3}, {&c.History, 4}} {
		if *f.to <= 0 {
			*f.to = f.or
		}
	}
	return c
}
