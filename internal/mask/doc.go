// Package mask writes a copy of text in which every finding is replaced and everything else is, byte for byte, what it was.
//
// The source (source.go) keeps each stretch of the input as it stood beside its UTF-8, until the engine has judged it; the
// copier (copier.go) then writes the raw bytes on, but for the findings. So neither a charset, nor a line end, nor what a
// format leaves out between its records can change on the way. What replaces a value (replace.go) holds only letters,
// digits and signs that stood at the same place or that no format needs to escape.
//
// Two modes: masks keep the length and the separators of a value; pseudonyms (pseudonym.go) keep joins: one value gets
// one pseudonym wherever it stands and however it is spelled, as long as the key is the same. No pseudonym is a valid
// value of its kind. Whoever has the key can try out which value a pseudonym stands for, so that it is 仮名化, not 匿名化.
//
// What cannot be rewritten, or not read to its end, is an error: no copy is better than half a one.
package mask
