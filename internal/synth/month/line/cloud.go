package line

import "net/netip"

// Call is a call of AWS.
type Call struct {
	Kind    string // IAMUser, AssumedRole, AWSService, Root
	User    string // of an IAMUser; the role of an AssumedRole
	Session string // of an AssumedRole
	Key     string // accessKeyId
	From    netip.Addr
	Agent   string
	Source  string // s3, sts, signin, iam, ec2, …
	Name    string // GetObject
	Bucket  string
	Object  string // the key
	Target  string // userName or roleName that is acted on
	Size    int    // bytes handed out; -1 if it is not of an object
	Failure string // errorCode
	Data    bool   // a data event
	Console string // Success or Failure of a ConsoleLogin
}

const awsAccount = "111122223333"

// Call writes an event of CloudTrail on a line of its own.
func (b *Books) Call(c *Call) {
	o := b.begin(Trail)
	if o == nil {
		return
	}
	o = b.identity(append(o, `{"eventVersion":"1.09","userIdentity":`...), c)
	o = append(b.zulu(append(o, `,"eventTime":"`...)), `","eventSource":"`...)
	o = append(append(o, c.Source...), `.amazonaws.com","eventName":"`...)
	o = append(append(o, c.Name...), `","awsRegion":"ap-northeast-1","sourceIPAddress":"`...)
	if o = addr(o, c.From); c.Agent != "" {
		o = append(append(o, `","userAgent":"`...), c.Agent...)
	}
	o = append(o, '"')
	if c.Failure != "" {
		o = append(append(append(o, `,"errorCode":"`...), c.Failure...), `","errorMessage":"Access Denied"`...)
	}
	o = c.parameters(o)
	if c.Size >= 0 {
		o = append(o, `,"additionalEventData":{"SignatureVersion":"SigV4","CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":0,"AuthenticationMethod":"AuthHeader","bytesTransferredOut":`...)
		o = append(num(o, int64(c.Size)), '}')
	}
	x := b.next()
	o = append(hex(append(o, `,"requestID":"`...), x, 16), `","eventID":"`...)
	o = append(uuid(o, x, mix(x)), `","readOnly":`...)
	switch c.Name[0] {
	case 'G', 'L', 'D':
		o = append(o, "true"...)
	default:
		o = append(o, "false"...)
	}
	if c.Bucket != "" && c.Object != "" {
		o = append(append(append(o, `,"resources":[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::`...), c.Bucket...), '/')
		o = append(append(o, c.Object...), `"},{"accountId":"`+awsAccount+`","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::`...)
		o = append(append(o, c.Bucket...), `"}]`...)
	}
	kind := `,"eventType":"AwsApiCall"`
	if c.Console != "" {
		kind = `,"eventType":"AwsConsoleSignIn"`
	}
	if o = append(o, kind...); c.Data {
		o = append(o, `,"managementEvent":false,"recipientAccountId":"`+awsAccount+`","eventCategory":"Data"}`...)
	} else {
		o = append(o, `,"managementEvent":true,"recipientAccountId":"`+awsAccount+`","eventCategory":"Management"}`...)
	}
	b.end(Trail, o)
}

func (b *Books) identity(o []byte, c *Call) []byte {
	o = append(append(append(o, `{"type":"`...), c.Kind...), '"')
	switch c.Kind {
	case "IAMUser":
		o = append(append(append(o, `,"principalId":"AIDAEXAMPLE`...), c.User...), `","arn":"arn:aws:iam::`+awsAccount+`:user/`...)
		o = append(append(append(o, c.User...), `","accountId":"`+awsAccount+`","userName":"`...), c.User...)
		o = append(o, '"')
		if c.Key != "" {
			o = append(append(append(o, `,"accessKeyId":"`...), c.Key...), '"')
		}
	case "AssumedRole":
		o = append(append(append(o, `,"principalId":"AROAEXAMPLE:`...), c.Session...), `","arn":"arn:aws:sts::`+awsAccount+`:assumed-role/`...)
		o = append(append(append(append(o, c.User...), '/'), c.Session...), `","accountId":"`+awsAccount+`","accessKeyId":"`...)
		o = append(append(o, c.Key...), `","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROAEXAMPLE","arn":"arn:aws:iam::`+awsAccount+`:role/`...)
		o = append(append(append(o, c.User...), `","accountId":"`+awsAccount+`","userName":"`...), c.User...)
		o = append(append(o, `"},"attributes":{"creationDate":"`...), b.utc.iso[:]...)
		o = append(o, `T00:00:00Z","mfaAuthenticated":"false"}}`...)
	case "AWSService":
		o = append(append(append(o, `,"invokedBy":"`...), c.User...), '"')
	}
	return append(o, '}')
}

func (c *Call) parameters(o []byte) []byte {
	switch {
	case c.Bucket != "":
		o = append(append(o, `,"requestParameters":{"bucketName":"`...), c.Bucket...)
		o = append(append(o, `","Host":"`...), c.Bucket...)
		o = append(o, `.s3.ap-northeast-1.amazonaws.com"`...)
		if c.Object != "" {
			o = append(append(append(o, `,"key":"`...), c.Object...), '"')
		} else if c.Name == "ListObjects" {
			o = append(o, `,"list-type":"2","prefix":"","max-keys":"1000"`...)
		}
		return append(o, `},"responseElements":null`...)
	case c.Console != "":
		o = append(append(o, `,"requestParameters":null,"responseElements":{"ConsoleLogin":"`...), c.Console...)
		return append(o, `"},"additionalEventData":{"LoginTo":"https://console.aws.amazon.com/console/home","MobileVersion":"No","MFAUsed":"Yes"}`...)
	case c.Name == "AssumeRole":
		o = append(append(o, `,"requestParameters":{"roleArn":"arn:aws:iam::`+awsAccount+`:role/`...), c.Target...)
		return append(append(append(o, `","roleSessionName":"`...), c.Session...), `"},"responseElements":null`...)
	case c.Source == "secretsmanager":
		return append(append(append(o, `,"requestParameters":{"secretId":"`...), c.Target...), `"},"responseElements":null`...)
	case c.Target != "":
		return append(append(append(o, `,"requestParameters":{"userName":"`...), c.Target...), `"},"responseElements":null`...)
	}
	return append(o, `,"requestParameters":null,"responseElements":null`...)
}

// Seek is an access to Elasticsearch.
type Seek struct {
	User    string
	From    netip.Addr
	Port    int
	Path    string
	Query   string
	Method  string
	Action  string // indices:data/read/search; empty for a request that was refused
	Request string // SearchRequest
	Index   string
	Index2  string
	Failed  bool // the password was wrong
	Body    string
}

// Search writes what Elasticsearch 8 audits.
func (b *Books) Search(s *Seek) {
	o := b.begin(Search)
	if o == nil {
		return
	}
	o = append(append(o, `{"type":"audit", "timestamp":"`...), b.utc.iso[:]...)
	o = append(b.utc.clock(append(o, 'T')), ',')
	o = append(b.utc.milli(o), `+0000", "cluster.name":"shop-search", "node.name":"es1", "node.id":"n0aXc1yQSnW6mRzv5uLwBA", "host.ip":"10.0.5.11", "event.type":"`...)
	if s.Action != "" {
		o = append(o, `transport", "event.action":"access_granted", "authentication.type":"REALM", "user.name":"`...)
		o = append(append(o, s.User...), `", "user.realm":"native1", "user.roles":["shop"], "origin.type":"rest", "origin.address":"`...)
	} else {
		o = append(o, `rest", "event.action":"`...)
		switch {
		case s.Failed:
			o = append(append(o, `authentication_failed", "user.name":"`...), s.User...)
		case s.User == "":
			o = append(o, `anonymous_access_denied", "user.name":"_anonymous`...)
		default:
			o = append(append(o, `authentication_success", "authentication.type":"REALM", "user.name":"`...), s.User...)
		}
		o = append(o, `", "origin.type":"rest", "origin.address":"`...)
	}
	o = append(addr(o, s.From), ':')
	o = append(num(o, int64(s.Port)), '"')
	if s.Path != "" {
		o = append(append(append(o, `, "url.path":"`...), s.Path...), '"')
		if s.Query != "" {
			o = append(append(append(o, `, "url.query":"`...), s.Query...), '"')
		}
		o = append(append(append(o, `, "request.method":"`...), s.Method...), '"')
	}
	if s.Body != "" {
		o = quoted(append(o, `, "request.body":`...), s.Body)
	}
	o = append(hex(append(o, `, "request.id":"`...), b.next(), 16), '"')
	if s.Action != "" {
		o = append(append(o, `, "action":"`...), s.Action...)
		o = append(append(append(o, `", "request.name":"`...), s.Request...), '"')
		if s.Index != "" {
			o = append(append(append(o, `, "indices":["`...), s.Index...), '"')
			if s.Index2 != "" {
				o = append(append(append(o, `,"`...), s.Index2...), '"')
			}
			o = append(o, ']')
		}
	}
	b.end(Search, append(o, '}'))
}
