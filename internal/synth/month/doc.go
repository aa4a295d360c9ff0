// Package month tells an ordinary month of an organisation by the logs it leaves, and incidents within it, with the truth of
// both: what a watcher of logs is measured by.
//
// The organisation sells to 100,000 customers and has 1,000 staff in four time zones (Tokyo, Singapore, Berlin, New York).
// They work in offices behind one address each, at home through a VPN, and on journeys abroad; phones come out of their
// carriers' addresses, each of which thousands share. Passwords are mistyped and forgotten, laptops and browsers change, the
// VPN gets another address, somebody is new, somebody on leave, somebody called at night. Support reads 20 to 150 customers a
// day, analysts copy tables on Mondays, finance closes the month. A backup dumps everything each night, a forgotten job tries
// a wrong password every five minutes, administrators move tables on a Saturday, crawlers walk through the shop, the net
// knocks at what answers, and one day there is a sale.
//
// # Logs
//
// Write asks for a writer by a log's name, and each log is in the order of time:
//
//	shop-access.log            nginx of the shop, with the member's account and a hash of the session's cookie
//	app-audit.json             the organisation's own applications (shop, manage, merchant, hr), with persons and rows
//	postgres.csv               csvlog with pgaudit and its rows
//	openvpn.log auth.log       gateway and servers
//	search-audit.json          Elasticsearch
//	cloudtrail.json            management and data events, one a line
//	entra-signin.json m365-audit.json github-audit.json salesforce-*.csv
//	payment.json               wallets, cards and bank accounts that are tied and charged
//	u_ex.log HttpProxy.log ECP.log  Exchange
//	directory.log              reads of the directory service, within a gateway's log
//	complaints.csv             customers' reports of what they did not do
//
// All but four are read by the program's parsers as they are; Mappings has the mapping files of those.
//
// # Truth
//
// Whoever is told to happen (Options.Incidents) stands in the logs once, at a place that follows from the seed, and comes back
// as a Truth: who, from where, when, how many people, and the word of the detector that is to find it. Look-alikes come back
// as Truths that are Benign, at the size they turned out to have.
//
// # Addresses
//
// All are invented, of networks that nobody has on the Internet. Networks is the table of which stands for which country and
// kind of network; a watcher is to be handed it as its database.
//
// Equal seeds and options give equal logs. Records are made in one pass in the order of time, by actors in a queue: memory
// does not grow with the length of the month.
package month
