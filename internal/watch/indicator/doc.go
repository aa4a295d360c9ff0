// Package indicator reads lists of what was seen where harm was done, and finds of what in them an access is.
//
// A list is CSV with a row of names, one value a line, or a bundle of STIX 2.1. Values that were made harmless to click on
// (hxxp, [.]) are understood. What cannot be used is told by its line, and the rest goes on.
package indicator
