package latin

import "bytes"

// lastWord is the word before the end of s, in lower case, and what stands before it; only blanks may lie between. at is
// where it begins; "" if there is none.
func lastWord(s []byte, buf *[24]byte) (string, int) {
	end := len(s)
	for end > 0 && s[end-1] == ' ' {
		end--
	}
	start := end
	for start > 0 && (s[start-1]|0x20 >= 'a' && s[start-1]|0x20 <= 'z' || s[start-1] == '\'') {
		start--
	}
	if end == start || end-start > len(buf) {
		return "", end
	}
	n := lower(buf, s[start:end])
	return string(buf[:n]), start
}

// cued tells whether the words before or behind speak of a person.
func cued(before, behind []byte) bool {
	var buf [24]byte
	w, at := lastWord(before, &buf)
	switch w {
	case "i'm", "dear", "hi", "hello", "attn", "contact", "ask", "tell", "told", "met", "meet", "emailed", "called", "asked", "thank", "phoned", "cc",
		"signed", "sincerely", "regards", "thanks", "patient", "customer", "employee", "manager", "colleague", "applicant", "tenant", "witness",
		"president", "director", "chairman", "engineer", "attorney", "nurse", "teacher", "professor", "doctor", "analyst", "consultant", "client",
		"driver", "cyclist", "plumber", "neighbour", "neighbor", "pharmacist", "guest", "member", "subscriber", "pupil", "student", "clerk", "agent",
		"supervisor", "landlord", "lawyer", "secretary", "assistant", "technician", "caller", "passenger", "resident", "interviewed", "hired", "named", "wife", "husband", "son", "daughter", "brother", "sister", "mother", "father", "invited", "introduce":
		return true
	case "is", "am":
		prev, _ := lastWord(before[:at], &buf)
		return prev == "name" || prev == "i" || prev == "this" || prev == "contact"
	case "by":
		prev, _ := lastWord(before[:at], &buf)
		switch prev {
		case "signed", "written", "approved", "reported", "prepared", "reviewed", "submitted", "sent", "requested", "handled", "made", "led":
			return true
		}
	}
	return acts(behind)
}

// acts tells whether the word behind is what persons do.
func acts(behind []byte) bool {
	if len(behind) < 3 {
		return false
	}
	if behind[0] == ',' && len(behind) > 4 && behind[1] == ' ' && behind[2] >= '1' && behind[2] <= '9' { // , 47,
		return true
	}
	if behind[0] != ' ' {
		return false
	}
	n := 1
	for n < len(behind) && behind[n] >= 'a' && behind[n] <= 'z' {
		n++
	}
	switch string(behind[1:n]) {
	case "said", "says", "told", "wrote", "writes", "asked", "asks", "called", "replied", "confirmed", "emailed", "joined", "requested", "reported",
		"lives", "lived", "works", "worked", "complained", "phoned", "visited", "ordered", "signed", "submitted", "moved", "resigned", "retired",
		"applied", "explained", "added", "mentioned", "forgot", "born", "attended", "received", "paid", "agreed":
		return true
	}
	return behind[1] == '<'
}

// saluted tells whether a salutation begins the line.
func saluted(before []byte) bool {
	var buf [24]byte
	w, at := lastWord(before, &buf)
	switch w {
	case "dear", "hi", "hello", "hey":
		return at == 0 || before[at-1] == '\n' || before[at-1] == '"'
	}
	return false
}

// opens tells what stands behind a saluted name.
func opens(behind []byte) bool {
	return len(behind) > 0 && (behind[0] == ',' || behind[0] == ':' || behind[0] == '!' || behind[0] == '\n' || behind[0] == '\r')
}

// closed tells whether the line before closes a letter.
func closed(before []byte) bool {
	if len(before) == 0 || before[len(before)-1] != '\n' {
		return false
	}
	before = bytes.TrimRight(before, "\r\n ")
	line := before[bytes.LastIndexByte(before, '\n')+1:]
	if len(line) == 0 || len(line) > 40 || line[len(line)-1] != ',' {
		return false
	}
	var buf [24]byte
	w, _ := lastWord(line[:len(line)-1], &buf)
	switch w {
	case "regards", "sincerely", "thanks", "wishes", "best", "cheers", "truly", "yours", "you", "faithfully":
		return true
	}
	return false
}

func endsLine(behind []byte) bool {
	return len(behind) == 0 || behind[0] == '\n' || behind[0] == '\r'
}

// place tells whether the word behind makes what stands before it the name of a place, a firm or a thing.
func place(behind []byte) bool {
	if len(behind) < 3 || behind[0] != ' ' && behind[0] != '-' {
		return bytes.HasPrefix(behind, []byte(", Inc")) || bytes.HasPrefix(behind, []byte(", LLC")) || bytes.HasPrefix(behind, []byte(" & "))
	}
	n := wordLen(behind[1:])
	var buf [24]byte
	if n == 0 {
		return behind[1] == '&'
	}
	if n > len(buf) || !upper(behind[1:]) {
		return false
	}
	return placeWord(behind[1 : 1+n])
}

// placeWord tells the words that places, firms and things are called by.
func placeWord(t []byte) bool {
	var buf [24]byte
	if len(t) > len(buf) {
		return false
	}
	switch lower(&buf, t); string(buf[:len(t)]) {
	case "street", "st", "avenue", "ave", "road", "rd", "lane", "drive", "boulevard", "square", "court", "place", "way", "park", "bridge", "airport",
		"station", "stadium", "hall", "house", "building", "tower", "center", "centre", "university", "college", "school", "academy", "institute",
		"hospital", "clinic", "church", "museum", "library", "foundation", "fund", "trust", "award", "prize", "cup", "medal", "inc", "ltd", "llc",
		"corp", "corporation", "company", "co", "group", "bank", "partners", "associates", "brothers", "bros", "sons", "holdings", "industries",
		"county", "city", "island", "islands", "beach", "river", "lake", "bay", "valley", "mountain", "hill", "hills", "cathedral", "memorial", "effect",
		"theorem", "syndrome", "disease", "day", "act", "theatre", "theater", "motors", "records", "press", "hotel", "store", "shop", "edition", "series":
		return true
	}
	return false
}

// firm tells the firms and brands that are called like a person.
func firm(name []byte) bool {
	var buf [24]byte
	if len(name) > len(buf) {
		return false
	}
	lower(&buf, name)
	switch string(buf[:len(name)]) {
	case "morgan stanley", "calvin klein", "ralph lauren", "harley davidson", "charles schwab", "wells fargo", "eli lilly", "ernst young", "levi strauss",
		"tommy hilfiger", "jim beam", "jack daniel", "johnnie walker", "edward jones", "raymond james", "franklin templeton", "parker hannifin",
		"martin marietta", "baker hughes", "ruby rails", "jesus christ", "santa claus", "mickey mouse", "harry potter", "sherlock holmes", "robin hood",
		"tom collins", "john deere", "marie curie actions", "ben jerry", "warner music", "red bull", "burger king", "taylor series", "hugo boss":
		return true
	}
	return false
}
