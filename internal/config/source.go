package config

import "github.com/tsutsumi-dev/tsutsumi/internal/pii"

// Source is a place that holds personal data, as its owner declares it.
type Source struct {
	Name   string // a to z, 0 to 9, - and _
	Target string // a path or a URL without a password
	Owner  string // a department or a role, not a person
	// Country is where the data is stored.
	Country  Country
	Purposes []string
	Legal    string // the legal basis, or the class that the law puts the data in
	// Retention is how long persons may be kept; nil is not declared.
	Retention *Retention
	Expected  []pii.Kind // what it should hold; none is not declared
	Subjects  []string   // whose data: 顧客, 従業員
	// Development: it is no system that serves the persons. CopyOf names the source that it is a copy of.
	Development bool
	CopyOf      string
	// Index is the people index of the source; Key the column that tells its persons apart.
	Index, Key  string
	Contractors []Contractor
	Withdrawn   []Withdrawn
	Schedule    string // how often it is looked at: "24h", "7d"
	// User, PasswordEnv and PasswordFile are what to log in with, by reference.
	User, PasswordEnv, PasswordFile string
	// Added: in the console, not in tsutsumi.yaml.
	Added bool
	Line  int
}

// Country is a country as it was written, and the line where: package country tells which it is.
type Country struct {
	Said string
	Line int
}

// Contractor is who handles the data for the owner, and for whom others do.
type Contractor struct {
	Name    string
	Country Country
	// Access are the countries from which the data is seen; none means its own.
	Access      []Country
	Purpose     string
	Contractors []Contractor
	Line        int
}

// Withdrawn tells who left: by a list of them (Target, with the column Key), or by a column of the source with the values
// that say so.
type Withdrawn struct {
	Target, Key string
	Column      string
	Values      []string
}

// Policy is what the privacy policy declares to the persons.
type Policy struct {
	URL string
	// Home is the country whose own storage and access need not be named.
	Home Country
	// Countries are those of storage and of access that it names.
	Countries   []Country
	Contractors []string
	Purposes    []string
}

// The written forms.
type (
	writtenSource struct {
		Name         string              `yaml:"name"`
		Target       string              `yaml:"target"`
		Owner        string              `yaml:"owner"`
		Country      string              `yaml:"country"`
		Purpose      string              `yaml:"purpose"`
		Purposes     []string            `yaml:"purposes"`
		Legal        string              `yaml:"legal"`
		Retention    *writtenRetention   `yaml:"retention"`
		Expected     []string            `yaml:"kinds_expected"`
		Subjects     []string            `yaml:"subjects"`
		Development  bool                `yaml:"development"`
		CopyOf       string              `yaml:"copy_of"`
		Index        string              `yaml:"index"`
		Key          string              `yaml:"key"`
		Contractors  []writtenContractor `yaml:"contractors"`
		Withdrawn    []writtenWithdrawn  `yaml:"withdrawn"`
		Schedule     string              `yaml:"schedule"`
		User         string              `yaml:"user"`
		PasswordEnv  string              `yaml:"password_env"`
		PasswordFile string              `yaml:"password_file"`
	}
	writtenContractor struct {
		Name        string              `yaml:"name"`
		Country     string              `yaml:"country"`
		Access      []string            `yaml:"access"`
		Purpose     string              `yaml:"purpose"`
		Contractors []writtenContractor `yaml:"contractors"`
	}
	writtenWithdrawn struct {
		Target string   `yaml:"target"`
		Key    string   `yaml:"key"`
		Column string   `yaml:"column"`
		Values []string `yaml:"values"`
	}
	writtenPolicy struct {
		URL         string   `yaml:"url"`
		Home        string   `yaml:"home"`
		Countries   []string `yaml:"countries"`
		Contractors []string `yaml:"contractors"`
		Purposes    []string `yaml:"purposes"`
	}
)
