-- load.lua outlook|thunderbird DOMAINS: for wrk. Sends the client's request for an address in one of
-- the domains d0.example.com to d(DOMAINS-1).example.com, or always in example.com if DOMAINS is 0.
-- Finally prints the requests, errors, seconds, and the 99th percentile in milliseconds.
local schema = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/'
local body = '<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="' .. schema ..
  'requestschema/2006"><Request><EMailAddress>ann@%s</EMailAddress><AcceptableResponseSchema>' ..
  schema .. 'responseschema/2006a</AcceptableResponseSchema></Request></Autodiscover>'
local headers = {['Content-Type'] = 'text/xml'}
local client, domains, fixed

local function question(name)
  if client == 'outlook' then
    headers.Host = 'autodiscover.' .. name
    return wrk.format('POST', '/autodiscover/autodiscover.xml', headers, body:format(name))
  end
  headers.Host = 'autoconfig.' .. name
  return wrk.format('GET', '/mail/config-v1.1.xml?emailaddress=ann%40' .. name, headers)
end

function init(args)
  client, domains = args[1], tonumber(args[2])
  math.randomseed(1)
  if domains == 0 then fixed = question('example.com') end
end

function request()
  return fixed or question('d' .. math.random(0, domains - 1) .. '.example.com')
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('%d %d %f %f\n', summary.requests,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout,
    summary.duration / 1e6, latency:percentile(99) / 1e3))
end
