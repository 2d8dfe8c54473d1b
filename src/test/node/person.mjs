// One person on two devices, sent by Segment's SDK with nothing changed but its host.
// node person.mjs <host> <write key> <prefix of the message ids>
import { Analytics } from '@segment/analytics-node'

const [host, writeKey, prefix] = process.argv.slice(2)
const analytics = new Analytics({ host, writeKey, flushAt: 4, flushInterval: 200, maxRetries: 5 })

const failures = []
analytics.on('error', (error) => failures.push(error))

let number = 0
const send = (type, message) =>
  analytics[type]({ ...message, messageId: `${prefix}-${++number}`, timestamp: new Date(Date.UTC(2026, 2, 1, 10, number)) })

const phone = { anonymousId: 'phone' }
const laptop = { anonymousId: 'laptop' }
const products = [{ product_id: 'tea', name: 'Tea', price: 29.9, quantity: 2 }]

send('page', { ...phone, name: 'Home', properties: { path: '/' } })
send('identify', { ...phone, userId: 'wei', traits: { name: 'Zhang Wei', email: 'wei@shop.example' } })
send('track', { ...phone, userId: 'wei', event: 'Product Viewed', properties: products[0] })
send('track', { ...phone, userId: 'wei', event: 'Order Completed', properties: { order_id: 'o-1', total: 59.8, currency: 'CNY', products } })
send('page', { ...laptop, name: 'Orders' })
send('alias', { userId: 'wei', previousId: 'laptop' })
send('track', { userId: 'wei', event: 'Order Refunded', properties: { order_id: 'o-1', total: 29.9, currency: 'CNY' } })

await analytics.closeAndFlush()
if (failures.length > 0) {
  console.error(failures)
  process.exit(1)
}
