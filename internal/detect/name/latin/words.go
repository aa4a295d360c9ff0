package latin

import "strings"

// word is what is known of a word in a name.
type word uint8

const (
	wordGiven word = 1 << iota
	wordSurname
	wordCommon // no part of a name
	wordMonth  // a given name too (June Sato), which its surname tells
)

// The commonest given names and surnames of Europe, the Americas, India and East Asia, and words that show that a value
// in title case is no name.
const (
	givens = "aaron abigail adam ahmed aisha alan albert alex alexander alexei alexis ali alice alistair amanda amber amit " +
		"amy ana anders andrea andrew angela anita ann anna anne anthony antonio arjun arthur ashley astrid audrey " +
		"austin ava barbara ben benjamin beth betty beverly bill billy bin bob bobby bradley brandon brenda brian " +
		"brittany bruce bryan callum carl carlos carmen carol carolyn catherine charles charlotte cheryl chiara chloe " +
		"chris christian christina christine christopher cindy claire clive craig cynthia dan daniel danielle dave " +
		"david deborah debra denise dennis diana diane diego dmitri donald donna doris dorothy douglas dylan edward " +
		"eleanor elena elijah elizabeth ella ellen emily emma eric erik ethan eugene evelyn fang fatima felix " +
		"fernando fiona frances francesca frank fred gabriel gary gemma geoffrey george gerald giovanni giulia gloria " +
		"grace graham greg gregory hannah hans hao harold hassan heather helen henry hong hugh hugo hui ian igor " +
		"ingrid irene irina isabel isabella ivan jack jacob jacqueline james jane janet janice jason javier jean jeff " +
		"jeffrey jennifer jeremy jerry jesse jessica jie jihoon jill jim jing jiwoo joan joe john jonathan jordan " +
		"jose joseph joshua joyce juan judith judy julia julie jun justin karen kate katherine kathleen kathryn kayla " +
		"keith kelly ken kenneth kevin kimberly klaus kyle larry lars laura lauren lawrence lei leila leo liam linda " +
		"lisa liz logan lori luc luca lucas lucia lucy luis madison marco margaret maria marie marilyn mark martha " +
		"martin mary mason matt matthew max meg megan melissa mia michael michelle miguel mike min ming minjun " +
		"mohammed muhammad nancy natalie natasha nathan neil nicholas nick nicole nigel nils noah nora olga oliver " +
		"olivia omar oscar pamela patricia patrick paul pedro peggy peter philip pierre priya qiang rachel rahul raj " +
		"ralph randy raymond rebecca richard robert roger ronald rosa roy russell ruth ryan sam samantha samuel " +
		"sandra sanjay sara sarah scott sean seoyeon sergei sharon shirley simon sophia sophie stefan stephanie " +
		"stephen steve steven stuart sue susan sven svetlana tao ted teresa terry theodore theresa thomas timothy " +
		"tina tom tony trevor tyler victoria vijay vincent virginia vivian vladimir walter wayne wei wendy william " +
		"willie xiao xin yan ying yu yuki zachary zoe "

	surnames = "adams ahmed allen alvarado alvarez andersen anderson andersson andrews armstrong arnold atkinson bailey " +
		"baker barker barnes bauer becker bell bennett bernard berry bianchi bishop black boyd bradley brooks brown " +
		"bruno bui burke burns butler cai campbell cao carlson carpenter carroll carter castillo castro chambers chan " +
		"chapman chavez chen cheng cheung chiu cho choi chow clark clarke coleman collins colombo contreras cook " +
		"cooper cox crawford cruz cui cunningham dang daniels davies davis dawson delgado deng diaz ding dixon do " +
		"dong du dubois duncan dunn durand edwards elliott eriksson esposito estrada evans fan feng ferguson " +
		"fernandez ferrari fischer fisher fletcher flores ford foster fox freeman gao garcia gardner george gibson " +
		"gomez gonzalez gordon graham grant gray greco green greene griffiths guerrero guo gupta gutierrez hall han " +
		"hansen harper harris harrison hart hartley hawkins he henderson henry hernandez hicks hill ho hoang hoffman " +
		"hoffmann holmes howard hu huang hudson hughes humphreys hunt hunter hussain ivanov jackson james jang " +
		"jenkins jensen jiang jimenez johansson johnson johnston jones jung kang karlsson kaur kelley kelly kennedy " +
		"khan kim king klein knight koch kowalski kumar kwok kwon lam lane larsen larson lau laurent lawrence le lee " +
		"lefebvre leroy leung lewis li liang lim lin liu lloyd long lopez lu luo lynch ma marino marshall martin " +
		"martinez mason matthews mcdonald mehta mendez mendoza meyer michel miller mills mitchell moore morales " +
		"moreau morgan morris mueller murphy murray myers müller nelson neumann newton ng nguyen nichols nielsen " +
		"nilsson novak nowak nunez obrien olsen olson ortega ortiz osborne owens palmer pan park parker patel " +
		"patterson payne pearson pena peng perez perkins perry peters peterson petit petrov pham phan phillips pierce " +
		"popov porter powell price ramirez ramos ray reddy reed ren reyes ricci rice richards richardson richter " +
		"riley rios rivera roberts robertson robinson rodriguez rogers romano ross rossi ruiz russell russo ryan " +
		"salazar sanchez sanders sandoval santos saunders schmidt schneider schröder schulz schwarz scott shah sharma " +
		"shaw shen shin sidorov silva simmons simon simpson singh smirnov smith snyder song soto spencer stephens " +
		"stewart stone su sullivan sun sutton svensson tan tanaka tang taylor thomas thompson thornton tian torres " +
		"tran tsang tucker turner valdez vargas vasquez virtanen volkov vu wagner walker wallace wang ward warren " +
		"washington watkins watson weaver webb weber wei wells wheeler white whittaker williams willis wilson wolf " +
		"wong wood woods wright wu xiao xie xu yang yao ye yip yoon young yu yuan zeng zhang zhao zheng zhong zhou " +
		"zhu zimmermann "

	commons = "active address admin america american and apple april august avenue banana bank basic beef begin blue box " +
		"bread bronze cable card cash center centre chair cheese chicken china chinese city client close closed cloud " +
		"co coffee company corp country create credit data date december default delete delivery deluxe department " +
		"design desk desktop development digital east edit edition email end engineer engineering english error " +
		"express false february female finance first for friday from full general global gold group hardware high " +
		"home hospital hotel human inactive inc index info insert international january japan japanese juice july " +
		"june keyboard kit kyoto lamp laptop large last list london low ltd main male manager march market marketing " +
		"married media medium meeting mobile model monday monitor mouse name national network new no none north " +
		"november null october office old open orange order osaka other page part payment pending phone platinum plus " +
		"premium printer pro product project red regular report research resources road sales saturday school second " +
		"security select september series server service set shipping silver single size small software south special " +
		"standard start state status stop store street studio sunday support system systems table tablet tea team " +
		"technologies technology test the third thursday time tokyo total true tuesday type university unknown update " +
		"user version view water wednesday west with yes york "

	months = "april august june may "
)

var words = newWords()

func newWords() map[string]word {
	m := make(map[string]word, 1200)
	for _, s := range []struct {
		list string
		word word
	}{{givens, wordGiven}, {surnames, wordSurname}, {commons, wordCommon}, {months, wordMonth}} {
		for w := range strings.FieldsSeq(s.list) {
			m[w] |= s.word
		}
	}
	return m
}

// lookup finds t regardless of case.
func lookup(t []byte) word {
	var buf [24]byte
	if len(t) > len(buf) {
		return 0
	}
	for i, c := range t {
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		} else if c == 0xC3 && i+1 < len(t) && t[i+1] >= 0x80 && t[i+1] <= 0x9E {
			buf[i] = c
			continue
		} else if i > 0 && t[i-1] == 0xC3 && c <= 0x9E {
			c += 0x20
		}
		buf[i] = c
	}
	return words[string(buf[:len(t)])]
}
