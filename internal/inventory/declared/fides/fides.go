// Package fides writes and reads the register as Fides datasets and systems (YAML of Ethyca Fides; its taxonomy is
// fideslang's). What Fides has no key for stands under x_tsutsumi, which Fides passes over: the country of storage, the
// countries of access, the chain of contractors, the legal class, our own kinds.
package fides

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Document is a file of Fides: systems as the register declares them, and datasets as they were found.
type Document struct {
	Register *declared.Register
	Datasets []Dataset
}

// Dataset is what a system holds.
type Dataset struct {
	Key         string
	Name        string
	System      string // that refers to it; "" if none does
	Collections []Collection
}

// Collection is a table or a file.
type Collection struct {
	Name   string
	People *int64 // nil is unknown
	Fields []Field
}

// Field is a column; of running text there is one for all that stands in it, with an empty name.
type Field struct {
	Name  string
	Kinds []pii.Kind
	Other []string // keys of the taxonomy that are no kind of ours
}

// The written forms. A key that Fides knows has its name and its meaning there.
type (
	fileYAML struct {
		Dataset []datasetYAML `yaml:"dataset,omitempty"`
		System  []systemYAML  `yaml:"system,omitempty"`
		// X is a list, as all that stands on top is: files of Fides are united by adding lists.
		X []topYAML `yaml:"x_tsutsumi,omitempty"`
	}
	topYAML struct {
		Version int         `yaml:"version"`
		Policy  *policyYAML `yaml:"policy,omitempty"`
	}
	datasetYAML struct {
		Key          string           `yaml:"fides_key"`
		Organization string           `yaml:"organization_fides_key,omitempty"`
		Name         string           `yaml:"name,omitempty"`
		Description  string           `yaml:"description,omitempty"`
		Categories   []string         `yaml:"data_categories,omitempty,flow"`
		Collections  []collectionYAML `yaml:"collections"`
	}
	collectionYAML struct {
		Name      string      `yaml:"name"`
		Retention string      `yaml:"retention,omitempty"`
		Fields    []fieldYAML `yaml:"fields"`
		X         *heldYAML   `yaml:"x_tsutsumi,omitempty,flow"`
	}
	heldYAML struct {
		People *int64 `yaml:"people"`
	}
	fieldYAML struct {
		Name       string      `yaml:"name"`
		Categories []string    `yaml:"data_categories,omitempty,flow"`
		Fields     []fieldYAML `yaml:"fields,omitempty"`
		X          *kindsYAML  `yaml:"x_tsutsumi,omitempty,flow"`
	}
	kindsYAML struct {
		Kinds []string `yaml:"kinds,omitempty,flow"`
		Text  bool     `yaml:"text,omitempty"` // running text: the name is made up
	}
	systemYAML struct {
		Key          string            `yaml:"fides_key"`
		Organization string            `yaml:"organization_fides_key,omitempty"`
		Name         string            `yaml:"name,omitempty"`
		Type         string            `yaml:"system_type"`
		Department   string            `yaml:"administrating_department,omitempty"`
		Transfers    bool              `yaml:"does_international_transfers,omitempty"`
		ThirdCountry []string          `yaml:"third_country_transfers,omitempty,flow"` // read only: deprecated there
		PolicyURL    string            `yaml:"privacy_policy,omitempty"`
		References   []string          `yaml:"dataset_references,omitempty,flow"`
		Declarations []declarationYAML `yaml:"privacy_declarations"`
		X            *registerYAML     `yaml:"x_tsutsumi,omitempty"`
	}
	declarationYAML struct {
		Name       string   `yaml:"name,omitempty"`
		Categories []string `yaml:"data_categories,flow"`
		Use        string   `yaml:"data_use"`
		Subjects   []string `yaml:"data_subjects,omitempty,flow"`
		References []string `yaml:"dataset_references,omitempty,flow"`
		Basis      string   `yaml:"legal_basis_for_processing,omitempty"`
		Retention  string   `yaml:"retention_period,omitempty"`
		Special    bool     `yaml:"processes_special_category_data,omitempty"`
	}
	// registerYAML is what Fides has no key for, and our own words where its key says less.
	registerYAML struct {
		Target      string           `yaml:"target,omitempty"`
		Country     string           `yaml:"storage_country,omitempty"`
		Access      []string         `yaml:"access_countries,omitempty,flow"`
		Contractors []contractorYAML `yaml:"contractors,omitempty"`
		Legal       string           `yaml:"legal_class,omitempty"`
		Purposes    []string         `yaml:"purposes,omitempty"`
		Subjects    []string         `yaml:"subjects,omitempty,flow"`
		Retention   *retentionYAML   `yaml:"retention,omitempty,flow"`
		Expected    []string         `yaml:"kinds_expected,omitempty,flow"`
		Development bool             `yaml:"development,omitempty"`
		CopyOf      string           `yaml:"copy_of,omitempty"`
		Index       string           `yaml:"index,omitempty"`
		IDColumn    string           `yaml:"key,omitempty"`
		Withdrawn   []withdrawnYAML  `yaml:"withdrawn,omitempty"`
		Schedule    string           `yaml:"schedule,omitempty"`
	}
	retentionYAML struct {
		Keep string `yaml:"keep"`
		From string `yaml:"from,omitempty"`
	}
	contractorYAML struct {
		Name        string           `yaml:"name"`
		Country     string           `yaml:"country,omitempty"`
		Access      []string         `yaml:"access,omitempty,flow"`
		Purpose     string           `yaml:"purpose,omitempty"`
		Contractors []contractorYAML `yaml:"contractors,omitempty"`
	}
	withdrawnYAML struct {
		Target string   `yaml:"target,omitempty"`
		Key    string   `yaml:"key,omitempty"`
		Column string   `yaml:"column,omitempty"`
		Values []string `yaml:"values,omitempty,flow"`
	}
	policyYAML struct {
		URL         string   `yaml:"url,omitempty"`
		Home        string   `yaml:"home,omitempty"`
		Countries   []string `yaml:"countries,flow"`
		Contractors []string `yaml:"contractors,omitempty"`
		Purposes    []string `yaml:"purposes,omitempty"`
	}
)

const (
	version      = 1
	organization = "default_organization"
)
