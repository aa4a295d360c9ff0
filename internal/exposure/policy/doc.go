// Package policy reads what a published privacy policy declares, and lays beside it what is held.
//
// A policy is read by rules, not by understanding: sections by their headings, countries by their names where a sentence
// says that data is kept, seen from or provided there, denials by their form. Every answer quotes the sentence that it
// stands on, so that a person can check it in a minute; whoever the sentence names is masked. What is held is given as plain data (Held): package policy knows
// neither the configuration nor the inventory. What the policy lacks is drafted in Japanese and English, for whoever
// answers for the policy to correct.
package policy
