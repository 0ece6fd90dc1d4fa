import SharedAccess
import Testing

/// Tokens that Microsoft's storage library for Python made, beside what it signed.
///
/// Account `contosolz`; the account key is the bytes 0 to 63, the user-delegation key 100 to 131.
struct GoldenToken: CustomTestStringConvertible, Sendable {
  var name: String
  var path: String?
  var conditions = SharedAccessTerms.Conditions()
  var stringToSign: String
  var token: String

  var testDescription: String { name }

  static let accountKey =
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw=="
  static let delegationKey = "ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoM="

  var resource: SharedAccessResource {
    SharedAccessResource(account: "contosolz", container: "landingzone", path: path)
  }

  static let all: [GoldenToken] = [
    GoldenToken(
      name: "A1: account, blob, https",
      stringToSign: """
        contosolz\nrwdlac\nb\nsco\n2025-03-01T08:00:00Z\n2025-09-01T08:00:00Z\n\nhttps\n2022\
        -11-02\n\n
        """,
      token: """
        st=2025-03-01T08%3A00%3A00Z&se=2025-09-01T08%3A00%3A00Z&sp=rwdlac&spr=https&sv=2022-\
        11-02&ss=b&srt=sco&sig=WRtyfdvNdma1c49NV3pEuYLokb8KG5KiUgn6X9urvgg%3D
        """
    ),
    GoldenToken(
      name: "A2: account, before the ses field, no st, no spr",
      stringToSign: """
        contosolz\nrl\nb\nco\n\n2025-09-01T08:00:00Z\n\n\n2020-06-12\n
        """,
      token: """
        se=2025-09-01T08%3A00%3A00Z&sp=rl&sv=2020-06-12&ss=b&srt=co&sig=qFj0A97fSNEu%2B0W7Il\
        vOk40lvhTN41pXSMAxKktAAek%3D
        """
    ),
    GoldenToken(
      name: "A3: account, all services, IP range, https+http, encryption scope, newest version",
      stringToSign: """
        contosolz\nrwdxylacupfti\nbfqt\nsco\n2025-03-01T08:00:00Z\n2025-09-01T08:00:00Z\n203\
        .0.113.10-203.0.113.20\nhttps,http\n2026-10-06\nlzscope\n
        """,
      token: """
        st=2025-03-01T08%3A00%3A00Z&se=2025-09-01T08%3A00%3A00Z&sp=rwdxylacupfti&sip=203.0.1\
        13.10-203.0.113.20&spr=https%2Chttp&sv=2026-10-06&ss=bfqt&srt=sco&ses=lzscope&sig=J6\
        rBR%2BIU4PRybQVkxz%2BcE1hE2hVzpkfodOR5sjow64w%3D
        """
    ),
    GoldenToken(
      name: "S1: service, container (landing-zone default)",
      stringToSign: """
        racwdl\n2025-03-01T08:00:00Z\n2025-09-01T08:00:00Z\n/blob/contosolz/landingzone\n\n\
        \nhttps\n2022-11-02\nc\n\n\n\n\n\n\n
        """,
      token: """
        st=2025-03-01T08%3A00%3A00Z&se=2025-09-01T08%3A00%3A00Z&sp=racwdl&spr=https&sv=2022-\
        11-02&sr=c&sig=T0syBTuqsV4CCqoBcR489WVv758FdLe%2BsgRq0vVdwc8%3D
        """
    ),
    GoldenToken(
      name: "S2: service, directory",
      path: "synapselink/sales",
      stringToSign: """
        racwdl\n2025-03-01T08:00:00Z\n2025-09-01T08:00:00Z\n/blob/contosolz/landingzone/syna\
        pselink/sales\n\n\nhttps\n2022-11-02\nd\n\n\n\n\n\n\n
        """,
      token: """
        st=2025-03-01T08%3A00%3A00Z&se=2025-09-01T08%3A00%3A00Z&sp=racwdl&spr=https&sv=2022-\
        11-02&sr=d&sdd=2&sig=GLAenJd/nd4/RIxDYHO1f0x0RArHXovOJp%2BhnQnw1og%3D
        """
    ),
    GoldenToken(
      name: "S3: service, blob",
      path: "probe/ping.txt",
      stringToSign: """
        r\n\n2025-09-01T08:00:00Z\n/blob/contosolz/landingzone/probe/ping.txt\n\n203.0.113.1\
        0\nhttps\n2020-10-02\nb\n\n\nattachment; filename=ping.txt\n\n\ntext/plain
        """,
      token: """
        se=2025-09-01T08%3A00%3A00Z&sp=r&sip=203.0.113.10&spr=https&sv=2020-10-02&sr=b&rscd=\
        attachment%3B%20filename%3Dping.txt&rsct=text/plain&sig=FrN3hFOqCO96SV7fmhHY02yPfbi2\
        C1FsMZ2lpCne860%3D
        """
    ),
    GoldenToken(
      name: "S4: service, container, stored access policy, no sp and no se",
      stringToSign: """
        \n\n\n/blob/contosolz/landingzone\nlink-policy-1\n\nhttps\n2024-05-04\nc\n\n\n\n\n\n\
        \n
        """,
      token: """
        spr=https&sv=2024-05-04&si=link-policy-1&sr=c&sig=eIXjBpvAuO7yetmcR1TXY1ub3TuYW52J1Y\
        C9yiWq%2B10%3D
        """
    ),
    GoldenToken(
      name: "U1: user delegation, container, oldest layout",
      stringToSign: """
        racwdl\n2025-03-01T08:00:00Z\n2025-03-06T08:00:00Z\n/blob/contosolz/landingzone\n111\
        11111-2222-3333-4444-555555555555\naaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee\n2025-03-01T\
        00:00:00Z\n2025-03-07T00:00:00Z\nb\n2019-12-12\n\nhttps\n2019-12-12\nc\n\n\n\n\n\n
        """,
      token: """
        st=2025-03-01T08%3A00%3A00Z&se=2025-03-06T08%3A00%3A00Z&sp=racwdl&spr=https&sv=2019-\
        12-12&sr=c&skoid=11111111-2222-3333-4444-555555555555&sktid=aaaaaaaa-bbbb-cccc-dddd-\
        eeeeeeeeeeee&skt=2025-03-01T00%3A00%3A00Z&ske=2025-03-07T00%3A00%3A00Z&sks=b&skv=201\
        9-12-12&sig=UanWq56ZkWUbOcSICsqGYmIHWmsq4ogAt%2BiPTaJI96g%3D
        """
    ),
    GoldenToken(
      name: "U2: user delegation, directory",
      path: "synapselink/sales",
      stringToSign: """
        racwdl\n2025-03-01T08:00:00Z\n2025-03-06T08:00:00Z\n/blob/contosolz/landingzone/syna\
        pselink/sales\n11111111-2222-3333-4444-555555555555\naaaaaaaa-bbbb-cccc-dddd-eeeeeee\
        eeeee\n2025-03-01T00:00:00Z\n2025-03-07T00:00:00Z\nb\n2022-11-02\n99999999-8888-7777\
        -6666-555555555555\n\n0f0f0f0f-1e1e-2d2d-3c3c-4b4b4b4b4b4b\n\nhttps\n2022-11-02\nd\n\
        \n\n\n\n\n\n
        """,
      token: """
        st=2025-03-01T08%3A00%3A00Z&se=2025-03-06T08%3A00%3A00Z&sp=racwdl&spr=https&sv=2022-\
        11-02&sr=d&sdd=2&saoid=99999999-8888-7777-6666-555555555555&scid=0f0f0f0f-1e1e-2d2d-\
        3c3c-4b4b4b4b4b4b&skoid=11111111-2222-3333-4444-555555555555&sktid=aaaaaaaa-bbbb-ccc\
        c-dddd-eeeeeeeeeeee&skt=2025-03-01T00%3A00%3A00Z&ske=2025-03-07T00%3A00%3A00Z&sks=b&\
        skv=2022-11-02&sig=xL%2BRtnyBvJS3Isxcb8%2Byt/oG1Ojr%2BLIYM%2BoT4nzO7vM%3D
        """
    ),
    GoldenToken(
      name: "U3: user delegation, container, 2025-07-05 layout (two extra empty fields)",
      stringToSign: """
        rl\n\n2025-03-06T08:00:00Z\n/blob/contosolz/landingzone\n11111111-2222-3333-4444-555\
        555555555\naaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee\n2025-03-01T00:00:00Z\n2025-03-07T00\
        :00:00Z\nb\n2025-07-05\n\n\n\n\n\n\nhttps\n2025-07-05\nc\n\n\n\n\n\n\n
        """,
      token: """
        se=2025-03-06T08%3A00%3A00Z&sp=rl&spr=https&sv=2025-07-05&sr=c&skoid=11111111-2222-3\
        333-4444-555555555555&sktid=aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee&skt=2025-03-01T00%3\
        A00%3A00Z&ske=2025-03-07T00%3A00%3A00Z&sks=b&skv=2025-07-05&sig=Mc7fTyvcRSDzZPxg2vBK\
        sNj6tHTaGX2L6uuJeGKo1Ic%3D
        """
    ),
    GoldenToken(
      name: "U4: user delegation, blob",
      path: "probe/ping.txt",
      conditions: SharedAccessTerms.Conditions(
        headers: [("x-ms-blob-type", "BlockBlob")],
        parameters: [("timeout", "30")]
      ),
      stringToSign: """
        cw\n2025-03-01T08:00:00Z\n2025-03-06T08:00:00Z\n/blob/contosolz/landingzone/probe/pi\
        ng.txt\n11111111-2222-3333-4444-555555555555\naaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee\n\
        2025-03-01T00:00:00Z\n2025-03-07T00:00:00Z\nb\n2026-10-06\n\n\n\n\n\n\nhttps\n2026-1\
        0-06\nb\n\n\nx-ms-blob-type:BlockBlob\n\n\ntimeout:30\n\n\n\n\n
        """,
      token: """
        st=2025-03-01T08%3A00%3A00Z&se=2025-03-06T08%3A00%3A00Z&sp=cw&spr=https&sv=2026-10-0\
        6&sr=b&skoid=11111111-2222-3333-4444-555555555555&sktid=aaaaaaaa-bbbb-cccc-dddd-eeee\
        eeeeeeee&skt=2025-03-01T00%3A00%3A00Z&ske=2025-03-07T00%3A00%3A00Z&sks=b&skv=2026-10\
        -06&srh=x-ms-blob-type&srq=timeout&sig=BdsB511aKBdTJTbV8SeedIpHAvyGBwKa%2BmFL86IGkAU\
        %3D
        """
    ),
  ]
}
