// Package sigma is the detector that matches accesses against Sigma rules from a folder of the user's: detections, filters and
// correlations. The user's own policies are such rules too; there is no second language.
//
// Rules are read by package rule, laid beside accesses by package match, and counted over time by package series; here they are put
// together, told as signals, and tested.
package sigma
