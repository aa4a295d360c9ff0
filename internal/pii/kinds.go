package pii

// The kinds, as kinds are told apart by the law and by people of this field.
const (
	None Kind = iota
	PersonName
	PersonNameKana
	EmailAddress
	PhoneNumber
	StreetAddress
	JapanPostalCode
	DateOfBirth
	Age
	Gender
	MaritalStatus
	EthnicGroup
	Religion
	MedicalTerm
	Disability
	CriminalRecord
	CrimeVictim
	JapanIndividualNumber
	JapanDriversLicenseNumber
	JapanPassport
	JapanResidenceCardNumber
	JapanHealthInsuranceNumber
	JapanPensionNumber
	JapanBankAccount
	JapanCorporateNumber
	ChinaResidentIDNumber
	ChinaPassport
	TaiwanNationalIDNumber
	HongKongIDNumber
	KoreaRRN
	SingaporeNationalRegistrationIDNumber
	USSocialSecurityNumber
	PassportMRZ
	CreditCardNumber
	CreditCardSecurityCode
	CreditCardExpirationDate
	IBANCode
	SWIFTCode
	LocationCoordinates
	IPAddress
	MACAddress
	IMEIHardwareID
	AdvertisingID
	AccountID
	EmployeeID
	VehiclePlateJapan
	Password
	WeakPasswordHash
	PasswordHash
	AuthToken
	AWSCredentials
	GCPAPIKey
	GCPCredentials
	AzureAuthToken
	JSONWebToken
	EncryptionKey
	BasicAuthHeader
	HTTPCookie
	MessageContent
)

var infos = [...]Info{
	None:                                  {Name: "NONE", JA: "なし", EN: "none", Class: ClassNone},
	PersonName:                            {Name: "PERSON_NAME", JA: "氏名", EN: "name", Class: ClassName, Rank: 60},
	PersonNameKana:                        {Name: "PERSON_NAME_KANA", JA: "氏名カナ", EN: "name in kana", Class: ClassKana, Rank: 62},
	EmailAddress:                          {Name: "EMAIL_ADDRESS", JA: "メールアドレス", EN: "e-mail address", Class: ClassEmail, Attrs: Identifies, Rank: 40},
	PhoneNumber:                           {Name: "PHONE_NUMBER", JA: "電話番号", EN: "phone number", Class: ClassPhone, Attrs: Identifies, Rank: 50},
	StreetAddress:                         {Name: "STREET_ADDRESS", JA: "住所", EN: "street address", Class: ClassAddress},
	JapanPostalCode:                       {Name: "JAPAN_POSTAL_CODE", JA: "郵便番号", EN: "Japanese postal code", Class: ClassDigits, Attrs: TinyDomain},
	DateOfBirth:                           {Name: "DATE_OF_BIRTH", JA: "生年月日", EN: "date of birth", Class: ClassDate},
	Age:                                   {Name: "AGE", JA: "年齢", EN: "age", Class: ClassNone, Attrs: TinyDomain},
	Gender:                                {Name: "GENDER", JA: "性別", EN: "sex", Class: ClassNone, Attrs: TinyDomain},
	MaritalStatus:                         {Name: "MARITAL_STATUS", JA: "婚姻状況", EN: "marital status", Class: ClassNone, Attrs: TinyDomain},
	EthnicGroup:                           {Name: "ETHNIC_GROUP", JA: "人種・民族", EN: "ethnic group", Class: ClassNone, Attrs: Special | TinyDomain},
	Religion:                              {Name: "RELIGION", JA: "信条・宗教", EN: "religion", Class: ClassNone, Attrs: Special | TinyDomain},
	MedicalTerm:                           {Name: "MEDICAL_TERM", JA: "病歴", EN: "medical history", Class: ClassText, Attrs: Special},
	Disability:                            {Name: "DISABILITY", JA: "障害", EN: "disability", Class: ClassText, Attrs: Special | TinyDomain},
	CriminalRecord:                        {Name: "CRIMINAL_RECORD", JA: "犯罪の経歴", EN: "criminal record", Class: ClassText, Attrs: Special},
	CrimeVictim:                           {Name: "CRIME_VICTIM", JA: "犯罪被害の事実", EN: "crime victim", Class: ClassText, Attrs: Special},
	JapanIndividualNumber:                 {Name: "JAPAN_INDIVIDUAL_NUMBER", JA: "個人番号（マイナンバー）", EN: "Japanese individual number (My Number)", Class: ClassDigits, Attrs: Identifies | Government | Specific, Rank: 10},
	JapanDriversLicenseNumber:             {Name: "JAPAN_DRIVERS_LICENSE_NUMBER", JA: "運転免許証番号", EN: "Japanese driving licence number", Class: ClassDigits, Attrs: Identifies | Government, Rank: 20},
	JapanPassport:                         {Name: "JAPAN_PASSPORT", JA: "旅券番号", EN: "Japanese passport number", Class: ClassID, Attrs: Identifies | Government, Rank: 20},
	JapanResidenceCardNumber:              {Name: "JAPAN_RESIDENCE_CARD_NUMBER", JA: "在留カード番号", EN: "Japanese residence card number", Class: ClassID, Attrs: Identifies | Government, Rank: 20},
	JapanHealthInsuranceNumber:            {Name: "JAPAN_HEALTH_INSURANCE_NUMBER", JA: "健康保険の記号・番号", EN: "Japanese health insurance number", Class: ClassDigits, Attrs: Identifies | Government | Special, Rank: 22},
	JapanPensionNumber:                    {Name: "JAPAN_PENSION_NUMBER", JA: "基礎年金番号", EN: "Japanese basic pension number", Class: ClassDigits, Attrs: Identifies | Government, Rank: 20},
	JapanBankAccount:                      {Name: "JAPAN_BANK_ACCOUNT", JA: "銀行口座", EN: "Japanese bank account", Class: ClassDigits, Attrs: Financial},
	JapanCorporateNumber:                  {Name: "JAPAN_CORPORATE_NUMBER", JA: "法人番号", EN: "Japanese corporate number", Class: ClassDigits, Attrs: NotPersonal},
	ChinaResidentIDNumber:                 {Name: "CHINA_RESIDENT_ID_NUMBER", JA: "中国居民身分証番号", EN: "Chinese resident ID number", Class: ClassID, Attrs: Identifies | Government, Rank: 10},
	ChinaPassport:                         {Name: "CHINA_PASSPORT", JA: "中国旅券番号", EN: "Chinese passport number", Class: ClassID, Attrs: Identifies | Government, Rank: 20},
	TaiwanNationalIDNumber:                {Name: "TAIWAN_NATIONAL_ID_NUMBER", JA: "台湾国民身分証番号", EN: "Taiwanese national ID number", Class: ClassID, Attrs: Identifies | Government, Rank: 10},
	HongKongIDNumber:                      {Name: "HONG_KONG_ID_NUMBER", JA: "香港身分証番号", EN: "Hong Kong ID number", Class: ClassID, Attrs: Identifies | Government, Rank: 10},
	KoreaRRN:                              {Name: "KOREA_RRN", JA: "韓国住民登録番号", EN: "Korean resident registration number", Class: ClassDigits, Attrs: Identifies | Government, Rank: 10},
	SingaporeNationalRegistrationIDNumber: {Name: "SINGAPORE_NATIONAL_REGISTRATION_ID_NUMBER", JA: "シンガポールNRIC番号", EN: "Singaporean NRIC number", Class: ClassID, Attrs: Identifies | Government, Rank: 10},
	USSocialSecurityNumber:                {Name: "US_SOCIAL_SECURITY_NUMBER", JA: "米国社会保障番号", EN: "US social security number", Class: ClassDigits, Attrs: Identifies | Government, Rank: 10},
	PassportMRZ:                           {Name: "PASSPORT_MRZ", JA: "旅券等の機械読取領域", EN: "machine-readable zone", Class: ClassID, Attrs: Identifies | Government, Rank: 20},
	CreditCardNumber:                      {Name: "CREDIT_CARD_NUMBER", JA: "クレジットカード番号", EN: "payment card number", Class: ClassDigits, Attrs: Financial},
	CreditCardSecurityCode:                {Name: "CREDIT_CARD_SECURITY_CODE", JA: "セキュリティコード", EN: "card security code", Class: ClassNone, Attrs: Financial | TinyDomain},
	CreditCardExpirationDate:              {Name: "CREDIT_CARD_EXPIRATION_DATE", JA: "カード有効期限", EN: "card expiry date", Class: ClassNone, Attrs: Financial | TinyDomain},
	IBANCode:                              {Name: "IBAN_CODE", JA: "IBAN", EN: "IBAN", Class: ClassID, Attrs: Financial},
	SWIFTCode:                             {Name: "SWIFT_CODE", JA: "SWIFTコード", EN: "SWIFT code", Class: ClassID, Attrs: Financial | TinyDomain},
	LocationCoordinates:                   {Name: "LOCATION_COORDINATES", JA: "位置情報", EN: "location coordinates", Class: ClassText},
	IPAddress:                             {Name: "IP_ADDRESS", JA: "IPアドレス", EN: "IP address", Class: ClassText},
	MACAddress:                            {Name: "MAC_ADDRESS", JA: "MACアドレス", EN: "MAC address", Class: ClassID},
	IMEIHardwareID:                        {Name: "IMEI_HARDWARE_ID", JA: "端末識別番号（IMEI）", EN: "device number (IMEI)", Class: ClassDigits},
	AdvertisingID:                         {Name: "ADVERTISING_ID", JA: "広告識別子", EN: "advertising ID", Class: ClassID},
	AccountID:                             {Name: "ACCOUNT_ID", JA: "会員ID", EN: "account ID", Class: ClassID, Attrs: Identifies | Within, Rank: 30},
	EmployeeID:                            {Name: "EMPLOYEE_ID", JA: "社員番号", EN: "employee ID", Class: ClassID, Attrs: Identifies | Within, Rank: 32},
	VehiclePlateJapan:                     {Name: "VEHICLE_PLATE_JAPAN", JA: "自動車登録番号", EN: "Japanese vehicle plate", Class: ClassText},
	Password:                              {Name: "PASSWORD", JA: "パスワード", EN: "password", Class: ClassNone, Attrs: Credential},
	WeakPasswordHash:                      {Name: "WEAK_PASSWORD_HASH", JA: "弱いパスワードハッシュ", EN: "weak password hash", Class: ClassNone, Attrs: Credential},
	PasswordHash:                          {Name: "PASSWORD_HASH", JA: "パスワードハッシュ", EN: "password hash", Class: ClassNone, Attrs: Credential},
	AuthToken:                             {Name: "AUTH_TOKEN", JA: "認証トークン", EN: "access token", Class: ClassNone, Attrs: Credential},
	AWSCredentials:                        {Name: "AWS_CREDENTIALS", JA: "AWS認証情報", EN: "AWS credentials", Class: ClassNone, Attrs: Credential},
	GCPAPIKey:                             {Name: "GCP_API_KEY", JA: "GCP APIキー", EN: "GCP API key", Class: ClassNone, Attrs: Credential},
	GCPCredentials:                        {Name: "GCP_CREDENTIALS", JA: "GCP認証情報", EN: "GCP credentials", Class: ClassNone, Attrs: Credential},
	AzureAuthToken:                        {Name: "AZURE_AUTH_TOKEN", JA: "Azure認証情報", EN: "Azure credentials", Class: ClassNone, Attrs: Credential},
	JSONWebToken:                          {Name: "JSON_WEB_TOKEN", JA: "JSON Web Token", EN: "JSON Web Token", Class: ClassNone, Attrs: Credential},
	EncryptionKey:                         {Name: "ENCRYPTION_KEY", JA: "秘密鍵", EN: "private key", Class: ClassNone, Attrs: Credential},
	BasicAuthHeader:                       {Name: "BASIC_AUTH_HEADER", JA: "Basic認証ヘッダー", EN: "Basic authentication header", Class: ClassNone, Attrs: Credential},
	HTTPCookie:                            {Name: "HTTP_COOKIE", JA: "セッションCookie", EN: "session cookie", Class: ClassNone, Attrs: Credential},
	MessageContent:                        {Name: "MESSAGE_CONTENT", JA: "通信内容", EN: "message content", Class: ClassNone, Attrs: Secrecy},
}
