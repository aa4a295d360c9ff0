package gap

import "time"

// dated is the day that a file's name says: 2026-11-27, 20261127, 261127 (IIS: u_ex261127.log).
func dated(name string) (day int64, ok bool) {
	for i := 0; i < len(name); {
		if name[i]-'0' > 9 {
			i++
			continue
		}
		j := i
		for j < len(name) && name[j]-'0' <= 9 {
			j++
		}
		run := name[i:j]
		if (len(run) == 8 || len(run) > 8 && len(run) <= 14) && run[0] != '0' {
			if d, ok := date(run[:4], run[4:6], run[6:8]); ok {
				return d, true
			}
		}
		if len(run) == 6 || len(run) == 8 && j-i == 8 && i > 0 && name[i-1] == 'x' { // u_ex261127, u_ex26112709
			if d, ok := date("20"+run[:2], run[2:4], run[4:6]); ok && i > 0 && name[i-1] == 'x' {
				return d, true
			}
		}
		if len(run) == 4 && j+5 < len(name) && (name[j] == '-' || name[j] == '_' || name[j] == '.' || name[j] == '/') && name[j+3] == name[j] {
			if d, ok := date(run, name[j+1:j+3], name[j+4:j+6]); ok && (j+6 == len(name) || name[j+6]-'0' > 9) {
				return d, true
			}
		}
		i = j
	}
	return 0, false
}

func date(y, m, d string) (int64, bool) {
	t, err := time.Parse("20060102", y+m+d)
	if err != nil || t.Year() < 1990 || t.Year() > 2100 {
		return 0, false
	}
	return t.Unix() / 86400, true
}
