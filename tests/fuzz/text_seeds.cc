// Seeds that are text: CSV files, command lines, small values, policies and tokens.

#include "tests/fuzz/published_key.h"
#include "tests/fuzz/seeds.h"

namespace atp::fuzz {
namespace {

// A target's first byte chooses; its seeds are texts behind each such byte.
void AddBehind(char first, const Seeds& texts, Seeds* seeds) {
  for (const std::string& text : texts) seeds->push_back(first + text);
}

}  // namespace

Seeds CsvSeeds() {
  const Seeds texts = {"item,location,on_hand\nlamp,shop,3\nlamp,depot,4\n",
                       "a,b\r\n1,2\r\n",
                       "\"a\",\"b\"\n\"1\",\"2\"\n",
                       "\"a,b\",\"c\"\"d\"\n",
                       "\"two\nlines\",x\n",
                       "\"two\r\nlines\",x\r\n",
                       "\"never closed,x\ny,z\n",
                       "\"closed\"text,x\n",
                       "a\"b,c\n",
                       "\n\n\r\na\n\n",
                       ",,,\n",
                       "\"\"\n",
                       "\xef\xbb\xbf"
                       "a,b\n",
                       "no line end",
                       "\"\r\",\r\n",
                       "Schl\xc3\xbcssel,\xe2\x82\xac\n"};
  Seeds seeds;
  AddBehind('\x02', texts, &seeds);
  AddBehind('\x3F', texts, &seeds);
  return seeds;
}

Seeds TableSeeds() {
  const std::string deliveries =
      "ID,Country,Vendor,PO Sent to Vendor Date,Scheduled Delivery Date,Delivered to Client "
      "Date,Line Item Quantity\n";
  Seeds seeds;
  AddBehind('\0',
            {"item,location,on_hand\nlamp,shop,3\n", "on_hand,item,x,location\n3,lamp,,shop\n",
             "item,location,on_hand\nlamp,shop\n", "item,location,on_hand\nlamp,,3\n",
             "item,location,on_hand\nlamp,shop,three\n",
             "ITEM, Location ,on_hand\nlamp,shop,9223372036854775807\n", "item,location\n", "",
             "item,location,on_hand\n\"lamp,shop,3\n"},
            &seeds);
  AddBehind('\1',
            {"InvoiceNo,StockCode,Quantity,InvoiceDate\n536365,85123A,6,12/1/2010 8:26\n",
             "InvoiceNo,StockCode,Quantity,InvoiceDate\nC536379,D,-1,2010-12-01 09:41:00\n",
             "InvoiceNo,StockCode,Quantity,InvoiceDate\n1,A,99999999999999999999,12/1/2010 8:26\n",
             "InvoiceNo,StockCode,Quantity,InvoiceDate\n1,A,0,2/30/2010 8:26\n",
             "InvoiceNo,StockCode,Quantity,InvoiceDate\n,A,-9223372036854775808,x\n",
             "StockCode,Quantity,InvoiceDate\n", "quantity,INVOICEDATE,StockCode,InvoiceNo\n1\n"},
            &seeds);
  AddBehind('\2',
            {deliveries + "1,Haiti,Sluggish GmbH,12/08/21,5-Apr-22,4-Apr-22,832\n",
             deliveries + "2,Kenya,Sluggish GmbH,08/14/21,24-Sep-21,21-Oct-21,0\n",
             deliveries + "3,Kenya,V,5-Apr-22,4-Apr-22,6-Apr-22,1\n",
             deliveries + "4,Kenya,V,Date Not Captured,4-Apr-22,6-Apr-22,1\n",
             deliveries + "5," + std::string(63, 'x') + "\xc3\xbc,V,5-Apr-22,6-Apr-22,6-Apr-22,1\n",
             deliveries},
            &seeds);
  return seeds;
}

Seeds FlagsSeeds() {
  return {"",
          "PATH=/bin\n--help",
          "PATH=/bin\n--version",
          "ATPD_HORIZON_DAYS=45\n--horizon-days=50",
          "ATPD_HORIZON=3\n",
          "127.0.0.1:0\n--address=127.0.0.1:0\n--shards=2\n--data-dir\n/d",
          "[::1]:1\n--address=[::1]:1\n--reflection",
          "localhost:1\n--address=0.0.0.0:1\n--insecure-listen",
          "127.evil.example:1\n--address=0.0.0.0:1",
          "x\n--hold-default-seconds=61\n--hold-max-seconds=60",
          "x\n--hold-default-seconds=60\n--hold-max-seconds=31536000",
          "x\n--log-level=debug\n--log-level=info",
          "x\n--log-level=loud",
          "x\n--overdue-supply-fence-days=-1\n--overdue-supply-offset-days=365",
          "x\n--overdue-supply-fence-days=3650\n--count-ordered-supply",
          "x\n--request-window-seconds=7776000\n--resolved-window-seconds=7776000",
          "x\n--journal-keep-seconds=31622400\n--journal-keep-entries=1099511627776",
          "x\n--sync-interval-ms=60000\n--checkpoint-interval-seconds=86400",
          "x\n--feed-ring-bytes=68719476736\n--journal-pending-bytes-max=4294967296",
          "x\n--max-message-bytes=67108864\n--streams-max=100000\n--imports-max=64",
          "x\n--max-lines=1000\n--subscribers-max=4096\n--checkpoint-entries=1",
          "x\n--max-lines=1001",
          "x\n--horizon-days=ten",
          "x\n--reflection=false\n--insecure-listen=true",
          "x\nstray\n--",
          "x\n--shards\n--reflection",
          "x\n--shards=0x10",
          "x\n--drain-seconds=3600\n--feed-gather-ms=1000\n--batch-messages-max=64"};
}

Seeds TextSeeds() {
  Seeds seeds;
  AddBehind('\0',
            {"2026-11-23", "1970-01-01", "9999-12-31", "2024-02-29", "2023-02-29", "2026-1-1",
             "257", "18446744073709551615", "18446744073709551616", "0", "007", "12/1/2010 8:26",
             "2010-12-01T09:41:00"},
            &seeds);
  AddBehind('\1',
            {"\x05\x07\x09\x0B", std::string(4, '\0'), "\xF0\xF1\xF2\xF3",
             "\xFF\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01\x01\x01"},
            &seeds);
  AddBehind('\2',
            {"lamp@shop", "lamp@shop=3:2026-12-24", "lamp=3", "lamp@shop/web=60", "0=2", "PO-7/1",
             "PO-7/1=5", "15m", "90us", "1h", "-5d", "a@b@c=1", "lamp@=3", "@shop=3", "=",
             "9223372036854775807d"},
            &seeds);
  return seeds;
}

Seeds CredentialSeeds() {
  Seeds seeds;
  const std::string web = R"({"certificate":"uri:spiffe://shop.example/web","scopes":)";
  AddBehind('\0',
            {R"({"identities":[]})", R"({"identities":[)" + web + R"(["stock.read"]}]})",
             R"({"identities":[)" + web +
                 R"(["stock.read","admin"],"locations":["paris"],"channels":[]}]})",
             R"({"identities":[)" + web + R"([]},)" + web + R"([]}]})",
             R"({"identities":[{"certificate":"dns:web","scopes":["stock.all"]}]})",
             R"({"identities":[{"certificate":"cn:","scopes":[],"location":["paris"]}]})",
             R"({"identities":{}})", "[]", "{", "null", std::string(300, '[')},
            &seeds);
  AddBehind(
      '\1',
      {kPublishedKeys, R"({"keys":[]})", R"({"keys":[{"kty":"oct","k":"c2VjcmV0"}]})",
       R"({"keys":[{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",)"
       R"("y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","kid":"1"}]})",
       R"({"keys":[{"kty":"EC","crv":"P-384","x":"AA","y":"AA"}]})", R"({"keys":[[],1,null]})"},
      &seeds);
  const std::string token = kSignedToken;
  const size_t body = token.find('.') + 1;
  const size_t signature = token.rfind('.') + 1;
  AddBehind('\2',
            {token, token.substr(0, signature), token.substr(0, signature - 1), token + "AA",
             token.substr(body), token + "." + token, "eyJhbGciOiJub25lIn0." + token.substr(body),
             "eyJhbGciOiJIUzI1NiJ9." + token.substr(body), "..", ""},
            &seeds);
  return seeds;
}

}  // namespace atp::fuzz
