package config

// Case is what cases and their documents need to know of the owner (section `case` of tsutsumi.yaml).
type Case struct {
	// Name of the organisation in each language, Representative and Address as reports to authorities name them.
	Name, NameEN             string
	Address, AddressEN       string
	Representative           string // a title and, where the form wants it, the name
	Department, DepartmentEN string // that answers
	Contact                  string // who is asked, as the form wants it
	Phone, Email, Hours, URL string // of the desk
	Corporate                string // 法人番号
	// Sectors and Places: see law.Sector and law.Places; Role is controller if it is not given.
	Sectors []string
	Places  []string
	Role    string
	// Zone is the local time of the owner (Asia/Tokyo).
	Zone string
	// TwoPersons are the acts that a second user must decide on too: send, close, report.
	TwoPersons []string
	// Users are those who may decide; none: everybody who can run the program.
	Users []string
	// Letters is the server by which notices are sent; its type is email.
	Letters *Notify
	// Rate is how many letters go out in a second at most (0: 10), Connections over how many at a time (0: 4).
	Rate, Connections int
	// Bounces is where letters that come back go (the envelope's sender); "" the sender.
	Bounces string
	// Cost is the file of the cost model; "" the built-in one.
	Cost string
	// Remind is how long before a due time somebody is reminded: 72h, 24h, 3h.
	Remind []string
	Line   int
}
