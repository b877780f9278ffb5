// The names of SkyWalking's components by their numbers, which are public and never change:
// https://github.com/apache/skywalking/blob/master/oap-server/server-starter/src/main/resources/component-libraries.yml
import { utf8Encode } from '@clew/model';

/** Names in a row, the first with this number. */
const runs: readonly (readonly [first: number, names: string])[] = [
  [
    1,
    'Tomcat HttpClient Dubbo H2 Mysql ORACLE Redis Motan MongoDB Resin Feign OKHttp ' +
      'SpringRestTemplate SpringMVC Struts2 NutzMVC NutzHttp JettyClient JettyServer Memcached ' +
      'ShardingJDBC PostgreSQL GRPC ElasticJob RocketMQ httpasyncclient Kafka ServiceComb ' +
      'Hystrix Jedis SQLite h2-jdbc-driver mysql-connector-java ojdbc Spymemcached Xmemcached ' +
      'postgresql-jdbc-driver rocketMQ-producer rocketMQ-consumer kafka-producer kafka-consumer ' +
      'mongodb-driver SOFARPC ActiveMQ activemq-producer activemq-consumer Elasticsearch ' +
      'transport-client http rpc RabbitMQ rabbitmq-producer rabbitmq-consumer Canal Gson ' +
      'Redisson Lettuce Zookeeper Vertx ShardingSphere spring-cloud-gateway RESTEasy SolrJ Solr ' +
      'SpringAsync JdkHttp spring-webflux Play cassandra-java-driver Cassandra Light4J Pulsar ' +
      'pulsar-producer pulsar-consumer Ehcache SocketIO rest-high-level-client spring-tx ' +
      'Armeria JdkThreading KotlinCoroutine AvroServer AvroClient Undertow Finagle Mariadb ' +
      'mariadb-jdbc quasar InfluxDB influxdb-java brpc-java GraphQL spring-annotation HBase ' +
      'spring-kafka-consumer SpringScheduled quartz-scheduler xxl-job spring-webflux-webclient ' +
      'thrift-server thrift-client AsyncHttpClient dbcp mssql-jdbc-driver Apache-CXF ' +
      'dolphinscheduler JsonRpc seata MyBatis tcp AzureHttpTrigger Neo4j Sentinel GuavaCache ' +
      'AlibabaDruid HikariCP Fastjson Jackson ClickHouse-jdbc-driver ClickHouse',
  ],
  [123, 'GuavaEventBus AWSLambdaTrigger'],
  [127, 'Apache-ShenYu Hutool https tls Micronaut NATS Impala-jdbc-driver Impala EventMesh'],
  [138, 'AWSDynamoDB AWSSNS AWSSQS Micrometer mtls amqp amqp-producer amqp-consumer'],
  [
    3001,
    'AspNetCore EntityFrameworkCore SqlClient CAP StackExchange.Redis SqlServer Npgsql ' +
      'MySqlConnector EntityFrameworkCore.InMemory EntityFrameworkCore.SqlServer ' +
      'EntityFrameworkCore.Sqlite Pomelo.EntityFrameworkCore.MySql ' +
      'Npgsql.EntityFrameworkCore.PostgreSQL',
  ],
  [3015, 'AspNet SmartSql FreeSql FreeRedis'],
  [4001, 'HttpServer Express Egg Koa Axios Mongoose'],
  [
    5001,
    'ServiceCombMesher ServiceCombServiceCenter MOSN GoHttpServer GoHttpClient Gin Gear ' +
      'GoMicroClient GoMicroServer Kratos',
  ],
  [5012, 'GoMysql OpenFunction'],
  [6000, 'Nginx Kong APISIX'],
  [
    7000,
    'Python Flask Requests PyMysql Django Tornado Urllib3 Sanic AioHttp Pyramid Psychopg ' +
      'Celery Falcon MysqlClient FastAPI Bottle AsyncPG AIORedis Websockets HTTPX',
  ],
  [8001, 'PHP cURL PDO Mysqli Yar Predis'],
  [9000, 'EnvoyProxy'],
  [10000, 'JavaScript ajax'],
  [11000, 'Rust'],
];

const namesByNumber: ReadonlyMap<number, Uint8Array> = new Map(
  runs.flatMap(([first, names]) =>
    names.split(' ').map((name, index) => [first + index, utf8Encode(name)] as const),
  ),
);

/** The name of a component in UTF-8, or undefined when it is younger than this table. */
export function componentName(id: number): Uint8Array | undefined {
  return namesByNumber.get(id);
}
