// Numbers as people and spreadsheets write them.
#ifndef TEXT_NUMBER_H
#define TEXT_NUMBER_H

#include "base/buf.h"

// The marks of a country: 1.234,56 has decimal ',' and thousands '.'. A blank stands for all kinds
// of blanks, ' for both apostrophes; thousands 0: digits are not grouped.
struct number_form {
    char decimal, thousands;
};

// The form of an example such as "1.234,56", "1 234,5", "1234.5". False: it is none, or one mark
// with three digits behind, which may mean either.
bool number_form_read(struct str example, struct number_form *form);

// Append the number as plain decimal text, "-1234.56": without currency (a sign or three capitals,
// on either side) and grouping, of (1.50) and 1.50- the negative, of 5% a hundredth, with the
// exponent worked in. False: no number of that form; *out is then unspecified.
bool number_read(struct str text, struct number_form form, struct buf *out);

// Whether the text is an id that a spreadsheet has made a number of, as in 1.22E+17: its last
// digits are lost.
bool number_damaged_id(struct str text);

// yes, true, 1, y, t, on, 是, ja, oui, sí, … → true; their opposites → false. Any case. False:
// neither.
bool boolean_read(struct str text, bool *value);

#endif
