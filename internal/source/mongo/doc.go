// Package mongo is the source of MongoDB and what speaks its protocol.
//
// A unit is a collection, or, of a large one, the documents whose _id lies in a range: of a month (an ObjectId begins with
// the time of its making) or of a round number. A range is read by the index on _id, a batch after another from where the
// last one ended: no cursor is held open on the server, a batch that failed is asked for again, and no document comes twice,
// for an _id never changes. So no snapshot is needed, which a server keeps for five minutes only.
//
// A record is a document as JSON: dates and ObjectIds as one reads them. Files kept in GridFS are bodies of their own. Views
// are told, not read: what they show stands in collections.
package mongo
