// Package docx writes documents as DOCX (ISO/IEC 29500, transitional), for those who go on writing in them with a word processor.
//
// What a word processor does itself is left to it: breaking lines by its 禁則, numbers of pages, contents from the headings' styles,
// heads of tables on each page. Boxes of forms are boxes that can be ticked. The font is the one of the PDF where it is
// installed; MS Gothic and Yu Gothic are named for where it is not. Nothing in a file is a macro, a link, or a picture, and no
// value is ever a field: all of them are text.
package docx
