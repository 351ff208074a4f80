/** The passwords of eight and more characters that are tried first (attack S12). */
export const COMMON_PASSWORDS: readonly string[] = `
12345678 123456789 1234567890 12345678910 123123123 1234567891 987654321 9876543210 11111111 111111111 1111111111
00000000 000000000 0000000000 22222222 55555555 66666666 77777777 88888888 99999999 12121212 11223344 1122334455
123454321 12344321 147258369 789456123 741852963 102030405060 0123456789 01234567 87654321 31415926
password password1 password12 password123 password1234 password! passw0rd p@ssword p@ssw0rd p@55w0rd mypassword
passwort passwort1 passwort123 kennwort geheim123 hallo123 hallo1234 willkommen willkommen1 schatz123 frankfurt
qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234 1q2w3e4r 1q2w3e4r5t 1qaz2wsx q1w2e3r4 q1w2e3r4t5 zaq12wsx
qwertzui qwertzuiop qwertz123 asdfghjk asdfghjkl asdfasdf asdf1234 zxcvbnm1 zxcvbnm123 yxcvbnm1 abcd1234 abcdefgh
abcdefghi abc12345 abc123456 a1b2c3d4 aaaaaaaa aa123456 1234abcd 1234qwer iloveyou iloveyou1 princess princess1
sunshine sunshine1 football football1 baseball baseball1 superman superman1 starwars starwars1 trustno1 whatever
welcome1 welcome123 letmein1 letmein123 changeme changeme1 changeme123 default1 administrator admin123 admin1234
administrator1 computer computer1 internet internet1 michelle jennifer jordan23 charlie1 liverpool liverpool1
corvette mercedes midnight samantha victoria victoria1 dragon123 monkey123 master123 shadow123 michael1 summer123
winter123 test1234 testtest testing1 testing123 secret123 login123 pokemon1 minecraft minecraft1 blink182 chocolate
chocolate1 butterfly elephant alexander alexandra benjamin christian christine elizabeth nicholas patricia
`
  .trim()
  .split(/\s+/)
